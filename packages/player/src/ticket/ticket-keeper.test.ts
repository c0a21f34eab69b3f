import type { TicketAnswer } from '@shoal/protocol/ticket'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { keepTicket, renewalDelayMs } from './ticket-keeper.ts'

beforeEach(() => vi.useFakeTimers({ now: 0 }))
afterEach(() => vi.useRealTimers())

const ticket = (name: string, expiresAtMs: number): TicketAnswer => ({
  ticket: name,
  expiresAtMs,
  mode: 'on',
  broadcastId: 'abcdefghij0123456789',
  epoch: 1,
  playlistUrl: 'http://origin.example/live/abcdefghij0123456789/1/index.m3u8',
  trackerUrls: ['ws://tracker.example/swarm'],
  telemetryUrl: 'http://tracker.example/swarm/telemetry',
  policy: { iceServers: [], relayOnly: false, leastViewers: 3, uploadKbps: null, uploadMegabytes: null },
})

it('waits half of what is left, or half a full life where the clock is plainly wrong', () => {
  expect(renewalDelayMs({ expiresAtMs: 600_000, nowMs: 0 })).toBe(300_000)
  expect(renewalDelayMs({ expiresAtMs: 4000, nowMs: 0 })).toBe(2000)
  expect(renewalDelayMs({ expiresAtMs: 0, nowMs: 3_600_000 })).toBe(300_000)
  expect(renewalDelayMs({ expiresAtMs: 9_000_000, nowMs: 0 })).toBe(300_000)
})

it('keeps the old ticket and tries again when a renewal is refused, until it is stopped', async () => {
  const asked: string[] = []
  const answers = [() => Promise.reject(new Error('refused')), async () => ticket('second', 1_200_000)]
  const keeper = keepTicket({
    first: ticket('first', 600_000),
    requestTicket(renew) {
      asked.push(renew)
      return answers.shift()?.() ?? Promise.reject(new Error('refused'))
    },
    onRenewed: () => {},
  })
  await vi.advanceTimersByTimeAsync(300_000)
  expect([asked, keeper.newest().ticket]).toEqual([['first'], 'first'])
  await vi.advanceTimersByTimeAsync(2000)
  expect([asked, keeper.newest().ticket]).toEqual([['first', 'first'], 'second'])
  keeper.stop()
  expect(vi.getTimerCount()).toBe(0)
})

it('asks at once for the mode that is wished, and drops the answer to what was asked before', async () => {
  const asked: (string | undefined)[] = []
  const answers: ((answer: TicketAnswer) => void)[] = []
  const renewed: string[] = []
  const keeper = keepTicket({
    first: ticket('first', 600_000),
    requestTicket(_renew, mode) {
      asked.push(mode)
      return new Promise((answer) => answers.push(answer))
    },
    onRenewed: ({ ticket }) => renewed.push(ticket),
  })
  await vi.advanceTimersByTimeAsync(300_000)
  keeper.wish('off')
  answers[1]?.(ticket('second', 900_000))
  answers[0]?.(ticket('late', 900_000))
  await vi.advanceTimersByTimeAsync(300_000)
  expect(asked).toEqual([undefined, 'off', 'off'])
  expect(renewed).toEqual(['second'])
  keeper.stop()
})
