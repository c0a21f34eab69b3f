import type { TicketAnswer } from '@shoal/protocol/ticket'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { announceUrls } from './announce-urls.ts'
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

/** Asks a server that takes so long, and counts. */
function keepWith(answerMs: number, answer: () => TicketAnswer | null) {
  const seen = { asked: 0, renewed: [] as string[] }
  const keeper = keepTicket({
    first: ticket('first', 600_000),
    async requestTicket() {
      seen.asked += 1
      await new Promise((resolve) => setTimeout(resolve, answerMs))
      const given = answer()
      if (!given) throw new Error('refused')
      return given
    },
    onRenewed: ({ ticket }) => seen.renewed.push(ticket),
  })
  return Object.assign(seen, { keeper })
}

it('renews at once what has expired while the device slept, and only once', async () => {
  const seen = keepWith(100, () => ticket('second', 4_200_000))
  const { keeper } = seen
  vi.setSystemTime(3_600_000) // no timer ran meanwhile
  expect(keeper.hasExpired()).toBe(true)
  for (let time = 0; time < 5; time++) expect(keeper.newest().ticket).toBe('first')
  await vi.advanceTimersByTimeAsync(100)
  expect(keeper.newest().ticket).toBe('second')
  expect([keeper.hasExpired(), seen.renewed]).toEqual([false, ['second']])
  keeper.stop()
})

it('takes no ticket for an expired one because the clock is wrong', async () => {
  vi.setSystemTime(90_000_000)
  const seen = keepWith(100, () => ticket('second', 1_200_000))
  expect(seen.keeper.newest().ticket).toBe('first')
  await vi.advanceTimersByTimeAsync(299_000)
  expect([seen.keeper.hasExpired(), seen.asked]).toEqual([false, 0])
  seen.keeper.stop()
})

it('waits for the ticket that it has asked for when the old one is refused again', async () => {
  const seen = keepWith(5000, () => ticket('second', 600_000))
  for (let time = 0; time < 3; time++) {
    seen.keeper.renew()
    await vi.advanceTimersByTimeAsync(2000)
  }
  expect([seen.asked, seen.keeper.newest().ticket]).toEqual([1, 'second'])
  seen.keeper.stop()
})

it.each(['refused too', 'refused by its web app'])('asks ever more calmly for what is %s', async (which) => {
  const seen = keepWith(50, () => (which === 'refused too' ? ticket('another', Date.now() + 600_000) : null))
  for (let time = 0; time < 60; time++) {
    seen.keeper.renew()
    await vi.advanceTimersByTimeAsync(2000)
  }
  expect(seen.asked).toBeGreaterThan(6)
  expect(seen.asked).toBeLessThan(24)
  seen.keeper.stop()
})

it('does not wait for an answer that does not come', async () => {
  const seen = keepWith(1_000_000, () => null)
  seen.keeper.renew()
  await vi.advanceTimersByTimeAsync(21_000)
  seen.keeper.renew()
  expect(seen.asked).toBe(2)
  seen.keeper.stop()
})

it('names no tracker while the ticket has expired, and asks for another', async () => {
  const seen = keepWith(100, () => ticket('second', 4_200_000))
  expect(announceUrls(seen.keeper)).toEqual(['ws://tracker.example/swarm?ticket=first'])
  vi.setSystemTime(3_600_000)
  expect(announceUrls(seen.keeper)).toEqual([])
  await vi.advanceTimersByTimeAsync(100)
  expect(announceUrls(seen.keeper)).toEqual(['ws://tracker.example/swarm?ticket=second'])
  seen.keeper.stop()
})
