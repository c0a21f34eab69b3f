import { expect, it } from 'vitest'
import { createMethodsAt } from './api-methods.ts'
import { OPERATIONS } from './operations.ts'

const methodsAt = createMethodsAt(OPERATIONS)

it.each([
  ['/api/v1/live', ['GET', 'HEAD', 'OPTIONS']],
  ['/api/v1/live/', ['GET', 'HEAD', 'OPTIONS']],
  ['/api/v1/openapi.json', ['GET', 'HEAD', 'OPTIONS']],
  ['/api/v1/tickets', ['OPTIONS', 'POST']],
  ['/api/v1/channels/harbour', ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH']],
  ['/api/v1/channels/harbour/stream-keys/abc', ['DELETE', 'OPTIONS', 'PATCH']],
])('%s has %j', (path, methods) => expect(methodsAt(path)).toEqual(methods))

it.each(['/api/v1', '/api/v1/', '/api/v1/nothing', '/api/v1/openapi-json', '/api/v1/channels/a/b/c', '/api/v2/live'])(
  'there is no %s',
  (path) => expect(methodsAt(path)).toBeNull(),
)
