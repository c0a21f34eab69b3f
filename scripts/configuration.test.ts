import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { environmentSchema as ingest } from '../apps/ingest/src/config.ts'
import { environmentSchema as tracker } from '../apps/tracker/src/config.ts'
import { environmentSchema as web } from '../apps/web/src/server/config.ts'
import { environmentSchema as start } from './settings.ts'

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
const example = parseEnv(read('.env.example'))
const compose = read('docker-compose.yml')
const documented = new Set(
  [...read('docs/configuration.md').matchAll(/^\| `([A-Z0-9_]+)` +\|/gm)].map(([, name]) => name),
)

const schemas: [string, z.ZodObject][] = [
  ['npm start', start],
  ['ingest', ingest],
  ['tracker', tracker],
  ['web', web],
]
const ofCompose = new Set([...compose.matchAll(/\$\{([A-Z0-9_]+)/g)].flatMap(([, name]) => (name ? [name] : [])))

describe.each(schemas)('the settings of %s', (_, schema) => {
  const names = Object.keys(schema.shape)

  it('each have a line in .env.example', () => {
    expect(names.filter((name) => !(name in example))).toEqual([])
  })

  it('are each explained in docs/configuration.md', () => {
    expect(names.filter((name) => !documented.has(name))).toEqual([])
  })

  it('come out of .env.example as they come out of nothing', () => {
    const given = Object.fromEntries(Object.entries(example).filter(([, value]) => value !== ''))
    expect(schema.parse(given)).toEqual(schema.parse({}))
  })
})

it('names nothing in .env.example or the documentation that nothing reads', () => {
  const known = new Set([...schemas.flatMap(([, schema]) => Object.keys(schema.shape)), ...ofCompose])
  expect(Object.keys(example).filter((name) => !known.has(name))).toEqual([])
  expect([...documented].filter((name) => name !== undefined && !known.has(name))).toEqual([])
})
