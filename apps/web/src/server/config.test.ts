import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { ConfigError } from '@shoal/protocol/environment'
import { describe, expect, it } from 'vitest'
import { environmentSchema, loadConfig } from './config.ts'

describe('the settings of the web app', () => {
  it('needs none', () => {
    const config = loadConfig({})
    expect(config.port).toBe(3000)
    expect(config.publicUrl.href).toBe('http://localhost:3000/')
    expect(config.secretsFolder).toBe(resolve('data/secrets'))
    expect(config.p2p).toEqual({
      most: 'on',
      leastViewers: 3,
      uploadKbps: null,
      uploadMegabytes: null,
      controlShare: 0.05,
      controlFrom: 100,
      relayOnly: false,
      stunUrls: [],
      turnUrls: [],
      turnSecret: undefined,
    })
    expect(config.tracker.urls).toEqual([])
    expect(config.trustProxy).toBe(false)
  })

  it('takes an empty value for an unset one', () => {
    expect(loadConfig({ SHOAL_WEB_PORT: '', SHOAL_PUBLIC_URL: '', DATABASE_URL: '' }).port).toBe(3000)
  })

  it.each([
    ['SHOAL_WEB_PORT', 'three'],
    ['SHOAL_WEB_PORT', '70000'],
    ['SHOAL_PUBLIC_URL', 'shoal.example'],
    ['SHOAL_PUBLIC_URL', 'https://example.org/live'],
    ['SHOAL_ORIGIN_URL', 'ftp://shoal.example'],
    ['SHOAL_TRACKER_URL', 'https://one.example, two.example'],
    ['SHOAL_RTMP_URL', 'http://shoal.example'],
    ['SHOAL_P2P_LEAST_VIEWERS', '0'],
    ['SHOAL_P2P_UPLOAD_KBPS', 'much'],
    ['SHOAL_P2P_UPLOAD_MB', '1.5'],
    ['SHOAL_P2P_CONTROL_SHARE', '5'],
    ['SHOAL_P2P_CONTROL_FROM', '-1'],
    ['SHOAL_P2P_RELAY_ONLY', 'yes'],
    ['SHOAL_STUN_URLS', 'turn:shoal.example'],
    ['SHOAL_TURN_URLS', 'turn:shoal.example,https://shoal.example'],
    ['SHOAL_P2P', 'yes'],
    ['SHOAL_TRUST_PROXY', 'perhaps'],
    ['SHOAL_LOG_LEVEL', 'loud'],
  ])('says of %s=%s what is wanted', (name, value) => {
    expect(() => loadConfig({ [name]: value })).toThrow(ConfigError)
    expect(() => loadConfig({ [name]: value })).toThrow(
      new RegExp(`^${name} must be .*, but is ${JSON.stringify(value)}`),
    )
  })

  it('takes lists with commas between their parts', () => {
    const config = loadConfig({
      SHOAL_TRACKER_URL: 'https://one.example, https://two.example,/,',
      SHOAL_TURN_URLS: 'turn:shoal.example:3478?transport=udp, turns:[2001:db8::1]:5349',
    })
    expect(config.tracker.urls).toEqual(['https://one.example', 'https://two.example', '/'])
    expect(config.p2p.turnUrls).toEqual(['turn:shoal.example:3478?transport=udp', 'turns:[2001:db8::1]:5349'])
  })

  it('says that relaying alone needs something to relay through', () => {
    expect(() => loadConfig({ SHOAL_P2P_RELAY_ONLY: 'on' })).toThrow(/^SHOAL_P2P_RELAY_ONLY needs a TURN server/)
    expect(loadConfig({ SHOAL_P2P_RELAY_ONLY: 'on', SHOAL_TURN_URLS: 'turn:shoal.example' }).p2p.relayOnly).toBe(true)
  })

  it('has a line in .env.example for every variable it reads', () => {
    const example = parseEnv(readFileSync(new URL('../../../../.env.example', import.meta.url), 'utf8'))
    expect(Object.keys(environmentSchema.shape).filter((name) => !(name in example))).toEqual([])
  })
})
