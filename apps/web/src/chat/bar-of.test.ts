/** Who may write: the author of a ban never, others at the address only where they may well be the same, for a while. */

import { describe, expect, it } from 'vitest'
import { barOf } from './bar-of.ts'
import type { Visitor } from './visitor.ts'

const NOON = Date.UTC(2026, 0, 1, 12)
const MINUTE_MS = 60_000

const guestOf = (id: string, sinceMs: number, addressHash = 'school'): Visitor => ({
  ...{ account: null, sessionId: null, guest: { id, name: id, since: new Date(sinceMs) }, addressHash },
  ...{ isOverlay: false, mayModerate: false, mayRun: false, isOwner: false, follows: false },
})
const barAt = (minutes: number, visitor: Visitor, until: Date | null) =>
  barOf(visitor, {
    ...{ settings: { isOn: true, mode: 'everyone' }, names: 'anyone', now: new Date(NOON + minutes * MINUTE_MS) },
    bans: [{ authorId: 'guest:rude', until, addressHash: 'school', createdAt: new Date(NOON) }],
  })

describe('a ban', () => {
  it('holds for its author for good', () => {
    expect(barAt(9999, guestOf('rude', NOON - 1), null)).toEqual({ bar: 'banned', until: null })
  })

  it('holds for new guests at the same address for a quarter of an hour, and for nobody who was there before', () => {
    const newcomer = guestOf('newcomer', NOON + 1)
    const paused = { bar: 'address-paused', until: new Date(NOON + 15 * MINUTE_MS) }
    expect([barAt(1, newcomer, null), barAt(14.9, newcomer, null)]).toEqual([paused, paused])
    expect(barAt(15, newcomer, null).bar).toBeNull()
    expect(barAt(1, guestOf('classmate', NOON - 1), null).bar).toBeNull()
    expect(barAt(1, guestOf('stranger', NOON + 1, 'elsewhere'), null).bar).toBeNull()
  })
})

it('times out nobody but the author', () => {
  const until = new Date(NOON + 60 * MINUTE_MS)
  expect(barAt(1, guestOf('rude', NOON - 1), until)).toEqual({ bar: 'timed-out', until })
  expect(barAt(1, guestOf('newcomer', NOON + 1), until).bar).toBeNull()
})
