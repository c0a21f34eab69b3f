import { describe, expect, it } from 'vitest'
import type { ChannelMoment } from './engine-target.ts'
import { selectScene, selectWatched } from './scene.ts'

const target = { broadcastId: 'aaaaaaaaaaaaaaaaaaaa', epoch: 1 }
const live: ChannelMoment = { state: 'live', ...target, rewindSeconds: 7200 }
const ended = (recording: 'pending' | 'ready' | 'none'): ChannelMoment => ({ state: 'ended', ...target, recording })
const next: ChannelMoment = { state: 'starting', broadcastId: 'bbbbbbbbbbbbbbbbbbbb', epoch: 1, rewindSeconds: 7200 }
const nothing = { target: null, hasPlayedOut: false, chosen: null }
const recording = {
  kind: 'past',
  past: { broadcastId: target.broadcastId, startMs: null, plays: false },
  isRecording: true,
}

describe('at the end of a broadcast', () => {
  it('lets the last seconds be seen, covers while the recording is finished, then turns into it', () => {
    const watching = { target, hasPlayedOut: false, chosen: null }
    expect(selectScene({ ...watching, event: live })).toEqual({ kind: 'live', target })
    expect(selectScene({ ...watching, event: ended('pending') })).toEqual({ kind: 'live', target })
    expect(selectScene({ ...watching, event: ended('ready') })).toEqual({ kind: 'live', target })
    expect(selectScene({ ...watching, event: ended('pending'), hasPlayedOut: true })).toEqual({ kind: 'cover' })
    expect(selectScene({ ...watching, event: ended('ready'), hasPlayedOut: true })).toEqual(recording)
  })

  it('only covers where nothing was recorded', () => {
    expect(selectScene({ target, hasPlayedOut: true, chosen: null, event: ended('none') })).toEqual({ kind: 'cover' })
  })
})

it('shows the last recording to who comes later, and nothing before there is anything', () => {
  expect(selectScene({ ...nothing, event: ended('ready') })).toEqual(recording)
  expect(selectScene({ ...nothing, event: ended('none') })).toEqual({ kind: 'cover' })
  expect(selectScene({ ...nothing, event: { state: 'offline' } })).toEqual({ kind: 'cover' })
})

it('holds the picture while the streamer is away, and covers it when another broadcast starts', () => {
  const watching = { target, hasPlayedOut: false, chosen: null }
  expect(selectScene({ ...watching, event: { ...live, state: 'interrupted' } })).toEqual({ kind: 'live', target })
  expect(selectScene({ ...watching, event: next })).toEqual({ kind: 'cover' })
})

it('stays where the viewer went, also when the broadcast ends or another one starts', () => {
  const chosen = { broadcastId: target.broadcastId, startMs: 1000, plays: true }
  const rewound = { target, hasPlayedOut: false, chosen }
  const past = { kind: 'past', past: chosen }
  expect(selectScene({ ...rewound, event: live })).toEqual({ ...past, isRecording: false })
  expect(selectScene({ ...rewound, event: ended('pending') })).toEqual({ ...past, isRecording: false })
  expect(selectScene({ ...rewound, event: ended('ready') })).toEqual({ ...past, isRecording: true })
  expect(selectScene({ ...rewound, event: next })).toEqual({ ...past, isRecording: true })
})

describe('what is told of the picture', () => {
  const about = { title: 'Tides', category: 'Nature', description: 'High water', startedAtMs: 1000 }
  const was = { ...live, state: 'live', isGuarded: true, about } as const
  const another = { ...next, state: 'live', about: { ...about, title: 'Ebb', startedAtMs: 9000 } } as const
  const chosen = { broadcastId: target.broadcastId, startMs: null, plays: false }
  const past = { kind: 'past', past: chosen, isRecording: true } as const

  it('is of the recording that the viewer stayed with, when the channel goes on to another broadcast', () => {
    const { broadcastId } = target
    const stayed = { state: 'ended', broadcastId, about, isGuarded: true, recording: 'ready' }
    expect(selectWatched({ event: another, scene: past, told: was })).toMatchObject(stayed)
    expect(selectWatched({ event: { state: 'offline', next: null }, scene: past, told: was })).toMatchObject(stayed)
  })

  it('is the newest there is of it, and of what is live', () => {
    const renamed = { ...was, about: { ...about, title: 'Spring tides' } } as const
    expect(selectWatched({ event: renamed, scene: past, told: was })).toBe(renamed)
    expect(selectWatched({ event: another, scene: { kind: 'live', target }, told: was })).toBe(another)
    expect(selectWatched({ event: another, scene: { kind: 'cover' }, told: was })).toBe(another)
  })
})
