import { expect, it } from 'vitest'
import { canBeShared, eventsBeside, goesOnAs, planShoal, selectElementMode, serverOf } from './plan-element.ts'

const UNSAID = { attribute: null, consent: null, answer: null, isMetered: false } as const
const SILENT = { isAsked: false, isNoticed: false }

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
  const plan = (event: Parameters<typeof planShoal>[0]['event']) => planShoal({ event, recording: null }, null)
  expect(plan({ state: 'live', ...on })).toEqual({ kind: 'live', key: 'aaaaaaaaaaaaaaaaaaaa/2' })
  expect(plan({ state: 'ended', ...on, recording: 'ready' }).kind).toBe('past')
  expect(plan({ state: 'ended', ...on, recording: 'pending' })).toEqual({ kind: 'wait', state: 'ended' })
  expect(plan({ state: 'offline' })).toEqual({ kind: 'wait', state: 'offline' })
  expect(planShoal({ event: null, recording: on.broadcastId }, null).kind).toBe('past')
})

it('knows a recording that was deleted: its address has neither event nor recording, and a channel’s was played', () => {
  const deleted = { kind: 'wait', state: 'deleted' }
  expect(planShoal({ event: null, recording: null }, null)).toEqual(deleted)
  const event = { state: 'ended', broadcastId: 'aaaa', recording: 'none' } as const
  expect(planShoal({ event, recording: null }, 'aaaa/past')).toEqual(deleted)
  expect(planShoal({ event, recording: null }, 'aaaa/1')).toMatchObject({ state: 'ended' })
})

it('knows what goes on of a broadcast from what is something else', () => {
  const changes = [
    ['aaaa/1', 'aaaa/2'],
    ['aaaa/1', 'aaaa/1'],
    ['aaaa/1', 'bbbb/2'],
    [null, 'aaaa/1'],
    ['aaaa/2', 'aaaa/past'],
    ['aaaa/past', 'bbbb/past'],
  ] as const
  expect(changes.map(([key, next]) => goesOnAs(key, next))).toEqual([true, false, false, false, true, false])
})

it('asks where the server wants it, unless the page has asked already', () => {
  const ask = { ...UNSAID, consent: 'ask' } as const
  expect(selectElementMode(ask)).toEqual({ mode: 'off', isAsked: true, isNoticed: false })
  expect(selectElementMode({ ...ask, answer: 'yes' })).toEqual({ mode: 'on', ...SILENT })
  expect(selectElementMode({ ...ask, answer: 'no' })).toEqual({ mode: 'off', ...SILENT })
  expect(selectElementMode({ ...ask, attribute: 'receive-only' })).toEqual({ mode: 'receive-only', ...SILENT })
  expect(selectElementMode({ ...ask, consent: 'off', attribute: 'on' })).toEqual({ mode: 'off', ...SILENT })
})

it('gives notice where the server wants it, until it is answered, and only receives where bytes are paid for', () => {
  const notice = { ...UNSAID, consent: 'notice' } as const
  const noticed = { isAsked: false, isNoticed: true }
  expect(selectElementMode(notice)).toEqual({ mode: 'on', ...noticed })
  expect(selectElementMode({ ...notice, isMetered: true })).toEqual({ mode: 'receive-only', ...noticed })
  expect(selectElementMode({ ...notice, answer: 'fine' })).toEqual({ mode: 'on', ...SILENT })
  expect(selectElementMode({ ...notice, answer: 'fine', isMetered: true })).toEqual({ mode: 'receive-only', ...SILENT })
  expect(selectElementMode({ ...notice, answer: 'no' })).toEqual({ mode: 'off', ...SILENT })
  expect(selectElementMode({ ...notice, attribute: 'on' })).toEqual({ mode: 'on', ...SILENT })
})

it('takes a notice that was seen for no yes, and shares nothing before the server has told its rule', () => {
  expect(selectElementMode({ ...UNSAID, consent: 'ask', answer: 'fine' })).toMatchObject({ mode: 'off', isAsked: true })
  expect(selectElementMode(UNSAID)).toEqual({ mode: 'off', ...SILENT })
  expect(selectElementMode({ ...UNSAID, attribute: 'on' })).toEqual({ mode: 'on', ...SILENT })
})

it('finds the rule of the server that gives a playlist’s tickets', () => {
  const base = 'https://live.example/embed/%40harbour'
  expect(eventsBeside(`${base}/ticket`)).toBe(`${base}/events`)
  expect(eventsBeside('https://elsewhere.example/my/ticket')).toBeNull()
})

it('shares only what names its hashes', () => {
  expect(canBeShared('https://origin.example/live/abcdefghij0123456789/1/index.m3u8')).toBe('live')
  expect(canBeShared('https://origin.example/live/abcdefghij0123456789/index.m3u8')).toBe('past')
  expect(canBeShared('https://cdn.example/live/stream.m3u8')).toBeNull()
})
