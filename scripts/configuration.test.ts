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

describe('docker-compose.yml', () => {
  const ofAll = compose.slice(compose.indexOf('x-environment:'), compose.indexOf('services:'))
  const linesOf = (service: string) => new RegExp(`^  ${service}:\\n(?:    .*\\n|\\n)+`, 'm').exec(compose)?.[0] ?? ''
  /** The image has them, or they are of no use in a container; compose.rtmps.yml has those of RTMPS. */
  const notHandedOn = /^SHOAL_(DATA|SECRETS|FFMPEG|HOST|RTMPS_PORT|TLS_(CERT|KEY)|(WEB|RTMP|ORIGIN|TRACKER)_PORT)$/

  it.each(schemas.slice(1))('hands %s every setting that it reads', (service, { shape }) => {
    const handedOn = `${ofAll}${linesOf(service)}`
    const names = Object.keys(shape).filter((name) => !notHandedOn.test(name))
    expect(names.filter((name) => !handedOn.includes(` ${name}:`))).toEqual([])
  })

  it.each([
    ['web', 'webhooks, pushes and e-mail'],
    ['ingest', 'streams from elsewhere'],
  ])('gives %s a way out, for %s', (service) => {
    expect(linesOf(service)).toContain('networks: [inside, outside]')
  })
})

it('names nothing in .env.example or the documentation that nothing reads', () => {
  const known = new Set([...schemas.flatMap(([, schema]) => Object.keys(schema.shape)), ...ofCompose])
  expect(Object.keys(example).filter((name) => !known.has(name))).toEqual([])
  expect([...documented].filter((name) => name !== undefined && !known.has(name))).toEqual([])
})
