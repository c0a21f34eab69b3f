import { expect, it } from 'vitest'
import { channelEvent } from './channel-event-of.ts'

const broadcast = { id: 'aaaaaaaaaaaaaaaaaaaa', state: 'ended', epoch: 2, recording: null } as const
const ended = { state: 'ended', broadcastId: broadcast.id, epoch: 2 }

it('tells a live page how far back it can go', () => {
  expect(channelEvent(undefined)).toEqual({ state: 'offline' })
  expect(channelEvent({ rewindSeconds: 600, broadcast: null })).toEqual({ state: 'offline' })
  expect(channelEvent({ rewindSeconds: 600, broadcast: { ...broadcast, state: 'live' } })).toEqual({
    ...ended,
    state: 'live',
    rewindSeconds: 600,
  })
})

it.each([
  [null, 'none'],
  ['recording', 'pending'],
  ['ready', 'ready'],
  ['failed', 'none'],
  ['deleting', 'none'],
  ['deleted', 'none'],
] as const)('tells of a recording that is %s as %s', (recording, told) => {
  expect(channelEvent({ rewindSeconds: 0, broadcast: { ...broadcast, recording } })).toEqual({
    ...ended,
    recording: told,
  })
})
