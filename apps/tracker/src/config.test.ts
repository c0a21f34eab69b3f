import { resolve } from 'node:path'
import { ConfigError } from '@shoal/protocol/environment'
import { expect, it } from 'vitest'
import { loadConfig } from './config.ts'

it('needs no settings', () => {
  expect(loadConfig({})).toMatchObject({
    port: 8000,
    host: undefined,
    secretsFolder: resolve('data/secrets'),
    trustProxy: false,
    addressDatabases: { systemFile: undefined, countryFile: undefined },
    logLevel: 'info',
  })
})

it('takes an empty string for unset, and ignores what it does not know', () => {
  expect(loadConfig({ SHOAL_TRACKER_PORT: '', SHOAL_OTHER: 'x' }).port).toBe(8000)
})

it.each([
  ['SHOAL_TRACKER_PORT', 'eighty'],
  ['SHOAL_TRACKER_PORT', '65536'],
  ['SHOAL_LOG_LEVEL', 'loud'],
  ['SHOAL_TRUST_PROXY', 'perhaps'],
  ['DATABASE_URL', 'mysql://secret@host/db'],
])('names %s when it is %s', (name, value) => {
  expect(() => loadConfig({ [name]: value })).toThrow(ConfigError)
  expect(() => loadConfig({ [name]: value })).toThrow(name)
})

it('does not repeat what may be a secret', () => {
  expect(() => loadConfig({ DATABASE_URL: 'mysql://secret@host/db' })).not.toThrow(/secret/)
})
