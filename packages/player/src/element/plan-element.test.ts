import { expect, it } from 'vitest'
import { canBeShared, planShoal, selectElementMode, serverOf } from './plan-element.ts'

it('finds the server of a channel’s or a recording’s address', () => {
  expect(serverOf('https://live.example/@harbour')).toEqual({
    events: 'https://live.example/embed/%40harbour/events',
    ticket: 'https://live.example/embed/%40harbour/ticket',
    page: 'https://live.example/@harbour',
  })
  expect(serverOf('http://127.0.0.1:3000/watch/testbroadcast0000001')?.ticket).toBe(
    'http://127.0.0.1:3000/embed/testbroadcast0000001/ticket',
  )
})

it.each([
  '',
  'nonsense',
  'javascript:alert(1)',
  'https://live.example/',
  'https://live.example/@',
  'https://live.example/%',
])('takes no other address: %j', (address) => expect(serverOf(address)).toBeNull())

it('plays what is live, else the recording, else waits', () => {
  const on = { broadcastId: 'aaaaaaaaaaaaaaaaaaaa', epoch: 2 }
  const plan = (event: Parameters<typeof planShoal>[0]['event']) => planShoal({ event, recording: null })
  expect(plan({ state: 'live', ...on })).toEqual({ kind: 'live', key: 'aaaaaaaaaaaaaaaaaaaa/2' })
  expect(plan({ state: 'ended', ...on, recording: 'ready' }).kind).toBe('past')
  expect(plan({ state: 'ended', ...on, recording: 'pending' })).toEqual({ kind: 'wait', state: 'ended' })
  expect(plan({ state: 'offline' })).toEqual({ kind: 'wait', state: 'offline' })
  expect(planShoal({ event: null, recording: on.broadcastId }).kind).toBe('past')
})

it('asks where the server wants it, unless the page has asked already', () => {
  const ask = { consent: 'ask', attribute: null, hasAgreed: null } as const
  expect(selectElementMode(ask)).toEqual({ mode: 'off', isAsked: true })
  expect(selectElementMode({ ...ask, hasAgreed: true })).toEqual({ mode: 'on', isAsked: false })
  expect(selectElementMode({ ...ask, hasAgreed: false })).toEqual({ mode: 'off', isAsked: false })
  expect(selectElementMode({ ...ask, attribute: 'receive-only' })).toEqual({ mode: 'receive-only', isAsked: false })
  expect(selectElementMode({ ...ask, consent: 'off', attribute: 'on' })).toEqual({ mode: 'off', isAsked: false })
})

it('shares only what names its hashes', () => {
  expect(canBeShared('https://origin.example/live/abcdefghij0123456789/1/index.m3u8')).toBe('live')
  expect(canBeShared('https://origin.example/live/abcdefghij0123456789/index.m3u8')).toBe('past')
  expect(canBeShared('https://cdn.example/live/stream.m3u8')).toBeNull()
})
