/** Which methods each path of the HTTP API has, for the answers to what it has not (RFC 9110, 15.5.5 and 15.5.6). */

import { API_PATH, type Operation } from './operation.ts'

/** Those that are no operations: the document itself. */
const OTHERS = [{ path: '/openapi.json', method: 'GET' }]

export type MethodsAt = (pathname: string) => readonly string[] | null

/** Null for a path that the API does not have. */
export function createMethodsAt(operations: readonly Operation[]): MethodsAt {
  const paths = new Map<string, string[]>()
  for (const { path, method } of [...operations.map(({ definition }) => definition), ...OTHERS]) {
    paths.set(path, [...(paths.get(path) ?? []), method])
  }
  const known = [...paths].map(([path, methods]) => ({
    matches: new RegExp(`^${API_PATH}${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}/?$`),
    methods: [...new Set([...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'])].sort(),
  }))
  return (pathname) => known.find(({ matches }) => matches.test(pathname))?.methods ?? null
}
