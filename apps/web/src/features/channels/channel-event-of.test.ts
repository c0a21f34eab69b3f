import { expect, it } from 'vitest'
import { channelEvent } from './channel-event-of.ts'

const about = { title: 'Tides', category: 'Nature', description: 'High water', startedAtMs: 1000 }
const broadcast = {
  id: 'aaaaaaaaaaaaaaaaaaaa',
  state: 'ended',
  privacy: 'public',
  epoch: 2,
  recording: null,
  ...about,
} as const
const ended = { state: 'ended', broadcastId: broadcast.id, epoch: 2, about }

it('tells a live page how far back it can go', () => {
  expect(channelEvent(undefined)).toEqual({ state: 'offline', next: null })
  expect(channelEvent({ rewindSeconds: 600, broadcast: null, next: null })).toEqual({ state: 'offline', next: null })
  expect(channelEvent({ rewindSeconds: 600, broadcast: { ...broadcast, state: 'live' }, next: null })).toEqual({
    ...ended,
    state: 'live',
    rewindSeconds: 600,
  })
})

it('tells of a broadcast that is not for everybody that its pictures need a ticket', () => {
  const told = (privacy: 'unlisted' | 'password') =>
    channelEvent({ rewindSeconds: 0, broadcast: { ...broadcast, state: 'live', privacy }, next: null })
  expect(told('password')).toMatchObject({ isGuarded: true })
  expect(told('unlisted')).not.toHaveProperty('isGuarded')
})

it.each([
  [null, 'none'],
  ['recording', 'pending'],
  ['ready', 'ready'],
  ['failed', 'none'],
  ['deleting', 'none'],
  ['deleted', 'none'],
] as const)('tells of a recording that is %s as %s', (recording, told) => {
  expect(channelEvent({ rewindSeconds: 0, broadcast: { ...broadcast, recording }, next: null })).toEqual({
    ...ended,
    recording: told,
    next: null,
  })
})

it('tells of what is announced until it is an hour late, or has taken place', () => {
  const next = { atMs: 10_000_000, text: 'Spring tide' }
  const channel = { rewindSeconds: 0, broadcast: null, next }
  expect(channelEvent(channel, next.atMs + 1000)).toEqual({ state: 'offline', next })
  expect(channelEvent(channel, next.atMs + 3_600_001)).toEqual({ state: 'offline', next: null })
  const after = (startedAtMs: number) =>
    channelEvent({ ...channel, broadcast: { ...broadcast, startedAtMs } }, next.atMs + 2_400_000)
  expect(after(next.atMs - 120_000)).toMatchObject({ state: 'ended', next: null })
  expect(after(next.atMs - 7_200_000)).toMatchObject({ state: 'ended', next })
})
