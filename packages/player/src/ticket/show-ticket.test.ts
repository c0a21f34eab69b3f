import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { keepShowingTicket } from './show-ticket.ts'
import { createTicketBearer } from './ticket-bearer.ts'

const URL_ = 'http://origin.example/live/abcdefghijkl/1/index.m3u8'
const asked: string[] = []

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
  asked.length = 0
  vi.stubGlobal('fetch', async (url: string, { method }: RequestInit) => {
    asked.push(`${method} ${url}`)
    return new Response(null, { status: 403 })
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('shows the origin the newest ticket while the picture plays, and asks for another one when it is refused', async () => {
  let ticket = 'first'
  let refused = 0
  const bearer = createTicketBearer({
    newest: () => ({ ticket, isGuarded: true }),
    onRefused: () => {
      refused += 1
    },
  })
  const stop = keepShowingTicket({ bearer, url: URL_ })
  await vi.advanceTimersByTimeAsync(30_000)
  ticket = 'second'
  await vi.advanceTimersByTimeAsync(30_000)
  expect(asked).toEqual([`HEAD ${URL_}?bearer=first`, `HEAD ${URL_}?bearer=second`])
  expect(refused).toBe(2)
  stop()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asked).toHaveLength(2)
})

it('asks for nothing where the origin needs no ticket', async () => {
  const bearer = createTicketBearer({ newest: () => ({ ticket: 'first' }), onRefused: () => {} })
  const stop = keepShowingTicket({ bearer, url: URL_ })
  await vi.advanceTimersByTimeAsync(90_000)
  stop()
  expect(asked).toEqual([])
})
