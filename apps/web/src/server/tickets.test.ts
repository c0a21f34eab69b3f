import { createSecretKey } from 'node:crypto'
import { signTicket } from '@shoal/protocol/sign-ticket'
import { TICKET_AUDIENCE, TICKET_ISSUER, TICKET_LIFETIME_SECONDS, ticketKey } from '@shoal/protocol/ticket'
import { jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { grantedMode, newViewerSession, renewableSession } from './tickets.ts'

const SECRET = 'a secret that only this test knows'
const keysOf = (secret: string) => [createSecretKey(ticketKey(secret))]
const KEYS = keysOf(SECRET)
const broadcast = 'abcdefghij0123456789'
const claims = { sub: 'viewer-session-1', broadcast, mode: 'on', role: 'viewer', group: 'swarm' } as const
const HOUR_MS = 3600_000

describe('grantedMode', () => {
  it.each([
    ['on', 'on', 'on'],
    ['on', 'receive-only', 'receive-only'],
    ['receive-only', 'on', 'receive-only'],
    ['off', 'on', 'off'],
    ['on', 'off', 'off'],
    ['receive-only', 'off', 'off'],
  ] as const)('grants a wish for %s under a limit of %s as %s', (wish, limit, granted) => {
    expect(grantedMode(wish, limit)).toBe(granted)
  })
})

describe('a ticket', () => {
  it('says what the tracker checks', async () => {
    const now = Date.now()
    const { ticket, expiresAtMs } = await signTicket(claims, SECRET, now)
    const { payload } = await jwtVerify(ticket, new TextEncoder().encode(SECRET), {
      algorithms: ['HS256'],
      issuer: TICKET_ISSUER,
      audience: TICKET_AUDIENCE,
    })
    expect(payload).toMatchObject(claims)
    expect(payload.exp).toBe(expiresAtMs / 1000)
    expect(expiresAtMs - now).toBeGreaterThan((TICKET_LIFETIME_SECONDS - 2) * 1000)
  })

  it('is renewed as the same viewer session, up to an hour after its end', async () => {
    const expired = await signTicket(claims, SECRET, Date.now() - HOUR_MS)
    expect(await renewableSession(expired.ticket, claims, KEYS)).toEqual({
      session: claims.sub,
      group: 'swarm',
    })
    const stale = await signTicket(claims, SECRET, Date.now() - 2 * HOUR_MS)
    expect(await renewableSession(stale.ticket, claims, KEYS)).toBeNull()
  })

  it('is not renewed when forged, or for another broadcast or role', async () => {
    const { ticket } = await signTicket(claims, SECRET)
    expect(await renewableSession(ticket, claims, keysOf('another secret'))).toBeNull()
    expect(await renewableSession('rubbish', claims, KEYS)).toBeNull()
    expect(await renewableSession(ticket, { ...claims, broadcast: 'zzzzzzzzzz0123456789' }, KEYS)).toBeNull()
    expect(await renewableSession(ticket, { ...claims, role: 'preview' }, KEYS)).toBeNull()
  })

  it('gets sessions that fit its own schema and differ', () => {
    expect(newViewerSession()).toMatch(/^[\w-]{22}$/)
    expect(newViewerSession()).not.toBe(newViewerSession())
  })
})
