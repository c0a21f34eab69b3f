import { createHmac } from 'node:crypto'
import { swarmPolicySchema } from '@shoal/protocol/ticket'
import { describe, expect, it } from 'vitest'
import { loadConfig } from './config.ts'
import { MissingSecretError } from './secrets.ts'
import { swarmPolicy } from './swarm-policy.ts'

const viewer = { session: 'viewer-session-1', expiresAtMs: 1_800_000_000_500 }
const TURN = { SHOAL_TURN_URLS: 'turn:shoal.example', SHOAL_TURN_SECRET: 'shared' }
const STUN = { SHOAL_STUN_URLS: 'stun:shoal.example' }
const policyUnder = (env: Record<string, string>) => swarmPolicySchema.parse(swarmPolicy(loadConfig(env), viewer))

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
