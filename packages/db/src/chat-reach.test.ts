/** What a chat shows from before its latest broadcast: nothing that was said behind another door, or long ago. */

import type { Privacy } from '@shoal/protocol/privacy'
import { describe, expect, it } from 'vitest'
import { doorsName, isWithinReach, RECENT_BROADCASTS, selectReach } from './chat-reach.ts'

const NOON = Date.UTC(2026, 0, 1, 12)
const HOUR_MS = 3_600_000

const doorOf = (privacy: Privacy, passwordHash: string | null = null) => ({ privacy, passwordHash })
const startedAt = (hours: number, id: string, privacy: Privacy, passwordHash: string | null = null) => ({
  ...{ id, startedAt: new Date(NOON + hours * HOUR_MS) },
  ...doorOf(privacy, passwordHash),
})
const earlierOf = (...broadcasts: ReturnType<typeof startedAt>[]) =>
  selectReach(broadcasts, broadcasts.slice(0, 1)).earlier

describe('the reach of a chat', () => {
  it('is all, before the first broadcast', () => {
    expect(selectReach([], [doorOf('public')])).toMatchObject({ broadcastId: null, earlier: [], door: 'open' })
  })

  it('goes back over broadcasts with the same door, and over none that is not for everyone who reads', () => {
    const now = startedAt(0, 'now', 'public')
    expect(earlierOf(now, startedAt(-1, 'before', 'unlisted'))).toEqual(['before', null])
    expect(earlierOf(now, startedAt(-1, 'before', 'private'))).toEqual([null])
    expect(earlierOf(now, startedAt(-1, 'hidden', 'members'), startedAt(-2, 'before', 'public'))).toEqual([
      'before',
      null,
    ])
    const withPassword = startedAt(0, 'now', 'password', 'hash')
    expect(earlierOf(withPassword, startedAt(-1, 'before', 'password', 'hash'))).toEqual(['before', null])
    expect(earlierOf(withPassword, startedAt(-1, 'before', 'password', 'another'))).toEqual([null])
  })

  it('ends some hours before the latest began, but has the talk after one that was long before', () => {
    const now = startedAt(0, 'now', 'public')
    expect(earlierOf(now, startedAt(-100, 'before', 'public'))).toEqual(['before'])
    expect(earlierOf(now, startedAt(-100, 'before', 'public'), startedAt(-101, 'long before', 'public'))).toEqual([
      'before',
    ])
    const many = Array.from({ length: RECENT_BROADCASTS }, (_, index) => startedAt(-index, `${index}`, 'public'))
    expect(earlierOf(...many)).not.toContain(null)
  })
})

describe('a message from before the latest broadcast', () => {
  const reach = selectReach([startedAt(0, 'now', 'public'), startedAt(-1, 'before', 'public')], [doorOf('public')])
  const isShown = (broadcastId: string | null, door: string | null, hours: number) =>
    isWithinReach(reach, { broadcastId, door, at: new Date(NOON + hours * HOUR_MS) })

  it('is shown if it was said behind the same door', () => {
    expect([isShown('before', 'open', -0.5), isShown(null, 'open', -2)]).toEqual([true, true])
    // between two public broadcasts, while the channel was private
    expect(isShown('before', 'private', -0.5)).toBe(false)
    expect(isShown('before', null, -0.5)).toBe(false)
    expect(isShown('another', 'open', -0.5)).toBe(false)
    expect(isShown(null, 'open', -13)).toBe(false)
    expect(isShown('now', null, 1)).toBe(true)
  })
})

it('calls doors that the same people pass the same', () => {
  const [open, key] = [doorOf('unlisted'), doorOf('password', 'hash')]
  expect(doorsName([open, doorOf('public')])).toBe('open')
  expect(doorsName([open, key])).toBe(doorsName([key, key]))
  expect(doorsName([key, doorOf('members')])).toBe(doorsName([doorOf('members'), key]))
  expect(doorsName([doorOf('members')])).not.toBe(doorsName([key]))
})
