/** `GET /api/v1/openapi.json`: the API's own document. */

import { pageAddress, pageOrigin } from '../../../../server/addresses.ts'
import { DESCRIBED_ROUTES } from '../../../../server/described-routes.ts'
import { serverConfig } from '../../../../server/env.ts'
import { buildOpenApi } from '../../../../server/openapi.ts'
import { OPERATIONS } from '../../../../server/operations.ts'

export function GET(request: Request): Response {
  const serverUrl = pageOrigin(pageAddress(request.headers, serverConfig()))
  return Response.json(buildOpenApi(OPERATIONS, { serverUrl, besides: DESCRIBED_ROUTES }), {
    headers: { 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'no-cache' },
  })
}
