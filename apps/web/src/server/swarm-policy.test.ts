import { createHmac } from 'node:crypto'
import { DEFAULT_SERVER_SETTINGS, serverSettingsSchema } from '@shoal/protocol/server-settings'
import { swarmPolicySchema } from '@shoal/protocol/ticket'
import { describe, expect, it } from 'vitest'
import { loadConfig } from './config.ts'
import { MissingSecretError } from './secrets.ts'
import { mostP2p, swarmPolicy } from './swarm-policy.ts'

const viewer = { session: 'viewer-session-1', expiresAtMs: 1_800_000_000_500 }
const TURN = { SHOAL_TURN_URLS: 'turn:shoal.example', SHOAL_TURN_SECRET: 'shared' }
const STUN = { SHOAL_STUN_URLS: 'stun:shoal.example' }
const policyUnder = (env: Record<string, string>) =>
  swarmPolicySchema.parse(swarmPolicy(loadConfig(env), DEFAULT_SERVER_SETTINGS, viewer))

describe('the policy of a viewer’s ticket', () => {
  it('asks no other server for anything, unless it is set', () => {
    expect(policyUnder({})).toEqual({
      iceServers: [],
      relayOnly: false,
      leastViewers: 3,
      uploadKbps: null,
      uploadMegabytes: null,
    })
  })

  it('passes the operator’s limits on', () => {
    const limits = { SHOAL_P2P_LEAST_VIEWERS: '10', SHOAL_P2P_UPLOAD_KBPS: '2000', SHOAL_P2P_UPLOAD_MB: '500' }
    expect(policyUnder(limits)).toMatchObject({ leastViewers: 10, uploadKbps: 2000, uploadMegabytes: 500 })
  })

  it('has TURN credentials that end with the ticket, as coturn reckons them', () => {
    const username = '1800000000:viewer-session-1'
    const credential = createHmac('sha1', 'shared').update(username).digest('base64')
    expect(policyUnder({ ...TURN, ...STUN }).iceServers).toEqual([
      { urls: ['stun:shoal.example'] },
      { urls: ['turn:shoal.example'], username, credential },
    ])
  })

  it('leaves STUN out where viewers are to be reached through the relay alone', () => {
    const { relayOnly, iceServers } = policyUnder({ ...TURN, ...STUN, SHOAL_P2P_RELAY_ONLY: 'on' })
    expect(relayOnly).toBe(true)
    expect(iceServers.flatMap(({ urls }) => urls)).toEqual(['turn:shoal.example'])
  })

  it('says which file the secret is missing from', () => {
    const env = { SHOAL_TURN_URLS: 'turn:shoal.example', SHOAL_SECRETS: '/nowhere' }
    expect(() => policyUnder(env)).toThrow(MissingSecretError)
    expect(() => policyUnder(env)).toThrow('/nowhere/turn-secret')
  })
})

describe('the operator’s settings', () => {
  const settings = (p2p: object) => serverSettingsSchema.parse({ p2p })

  it('limit uploads further, and never beyond the environment', () => {
    const config = loadConfig({ SHOAL_P2P_UPLOAD_KBPS: '2000' })
    const limits = settings({ uploadKbps: 5000, uploadMegabytes: 100 })
    expect(swarmPolicy(config, limits, viewer)).toMatchObject({ uploadKbps: 2000, uploadMegabytes: 100 })
    expect(swarmPolicy(config, settings({ uploadKbps: 500 }), viewer)).toMatchObject({ uploadKbps: 500 })
  })

  it('grant no more than the environment does, and nothing where P2P is off', () => {
    const { p2p } = loadConfig({ SHOAL_P2P: 'receive-only' })
    expect(mostP2p(p2p, settings({}))).toBe('receive-only')
    expect(mostP2p(p2p, settings({ most: 'on' }))).toBe('receive-only')
    expect(mostP2p(loadConfig({}).p2p, settings({ most: 'receive-only' }))).toBe('receive-only')
    expect(mostP2p(loadConfig({}).p2p, settings({ consent: 'off' }))).toBe('off')
  })
})
