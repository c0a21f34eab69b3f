import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { describe, expect, it } from 'vitest'
import { ConfigError, environmentSchema, loadConfig } from './config.ts'

describe('the settings of the web app', () => {
  it('needs none', () => {
    const config = loadConfig({})
    expect(config.port).toBe(3000)
    expect(config.publicUrl.href).toBe('http://localhost:3000/')
    expect(config.secretsFolder).toBe(resolve('data/secrets'))
    expect(config.p2p).toBe('on')
    expect(config.trustProxy).toBe(false)
  })

  it('takes an empty value for an unset one', () => {
    expect(loadConfig({ SHOAL_WEB_PORT: '', SHOAL_PUBLIC_URL: '', DATABASE_URL: '' }).port).toBe(3000)
  })

  it.each([
    ['SHOAL_WEB_PORT', 'three'],
    ['SHOAL_WEB_PORT', '70000'],
    ['SHOAL_PUBLIC_URL', 'shoal.example'],
    ['SHOAL_ORIGIN_URL', 'ftp://shoal.example'],
    ['SHOAL_RTMP_URL', 'http://shoal.example'],
    ['SHOAL_P2P', 'yes'],
    ['SHOAL_TRUST_PROXY', 'perhaps'],
    ['SHOAL_LOG_LEVEL', 'loud'],
    ['DATABASE_URL', 'mysql://localhost'],
  ])('says of %s=%s what is wanted', (name, value) => {
    expect(() => loadConfig({ [name]: value })).toThrow(ConfigError)
    expect(() => loadConfig({ [name]: value })).toThrow(
      new RegExp(`^${name} must be .*, but is ${JSON.stringify(value)}`),
    )
  })

  it('has a line in .env.example for every variable it reads', () => {
    const example = parseEnv(readFileSync(new URL('../../../../.env.example', import.meta.url), 'utf8'))
    expect(Object.keys(environmentSchema.shape).filter((name) => !(name in example))).toEqual([])
  })
})
