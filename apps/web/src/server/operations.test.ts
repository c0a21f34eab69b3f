import { globSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { API_PATH } from './operation.ts'
import { OPERATIONS } from './operations.ts'

const folder = join(import.meta.dirname, '../app/api/v1')
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** `channels/[slug]/route.ts` answers at `/channels/{slug}`. */
const pathOf = (file: string) => `/${file.replace(/\/?route\.ts$/, '').replaceAll(/\[(\w+)\]/g, '{$1}')}`
const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`

async function routes(): Promise<{ name: string; route: unknown }[]> {
  const files = globSync('**/route.ts', { cwd: folder })
  const found = await Promise.all(
    files.map(async (file) => {
      const exported: Record<string, unknown> = await import(join(folder, file))
      return METHODS.filter((method) => method in exported).map((method) => ({
        name: nameOf({ method, path: pathOf(file) }),
        route: exported[method],
      }))
    }),
  )
  return found.flat()
}

describe('the registry of operations', () => {
  it('has every route under /api/v1, and every one of it has its route', async () => {
    const listed = new Map(OPERATIONS.map((one) => [nameOf(one.definition), one.route]))
    // what the API says of itself is not one of its operations
    const served = (await routes()).filter(({ name }) => name !== 'GET /openapi.json')
    expect(served.map(({ name }) => name).sort()).toEqual([...listed.keys()].sort())
    expect(served.filter(({ name, route }) => listed.get(name) !== route).map(({ name }) => name)).toEqual([])
  })

  it('names each operation once', () => {
    const ids = OPERATIONS.map(({ definition }) => definition.id)
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
  })

  it('documents each one: what it does, each part of its path, and who may', () => {
    for (const { definition } of OPERATIONS) {
      const { id, summary, path, params, right } = definition
      expect(id).toMatch(/^[a-z][A-Za-z]+$/)
      expect(summary, id).toMatch(/^[A-Z].{8,}[^.]$/)
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      expect(Object.keys(params?.shape ?? {}).sort(), `${id} of ${API_PATH}${path}`).toEqual(inPath.sort())
      if (right) expect(inPath, `${id} has a right on a channel`).toContain('slug')
      expect(Object.keys(definition.answers).length, id).toBeGreaterThan(0)
    }
  })
})
