import { createSecretKey } from 'node:crypto'
import { ticketKey } from '@shoal/protocol/ticket'
import { Tickets } from '@shoal/protocol/tickets'
import { expect, it } from 'vitest'
import { secret, signTicket } from '../testing/tracker-lab.ts'

const broadcast = 'abcdefghijkl'
const nowMs = 1_800_000_000_000

function startTickets(most?: number): Tickets {
  return new Tickets(() => [createSecretKey(ticketKey(secret))], most)
}

it('says the same of a ticket each time, until it ends', async () => {
  const tickets = startTickets()
  const ticket = await signTicket({ broadcast, sub: 'viewer-session', nowMs, lifetimeSeconds: 600 })
  for (const afterMs of [0, 1000, 599_000]) {
    expect(await tickets.verify(ticket, nowMs + afterMs)).toMatchObject({
      kind: 'valid',
      claims: { sub: 'viewer-session', broadcast },
    })
  }
  for (let time = 0; time < 2; time++)
    expect(await tickets.verify(ticket, nowMs + 600_000)).toMatchObject({ kind: 'expired' })
  expect(tickets.remembered).toBe(0)
})

it('does not take another ticket for one that it knows', async () => {
  const tickets = startTickets()
  const ticket = await signTicket({ broadcast, nowMs })
  await tickets.verify(ticket, nowMs)
  expect(await tickets.verify(`${ticket.slice(0, -4)}AAAA`, nowMs)).toEqual({ kind: 'forged' })
  expect(await tickets.verify(`${ticket} `, nowMs)).not.toMatchObject({ kind: 'valid', claims: { sub: 'other' } })
})

it('remembers none that is forged or expired, and only so many', async () => {
  const tickets = startTickets(3)
  await tickets.verify('a.b.c', nowMs)
  await tickets.verify(await signTicket({ broadcast, nowMs, lifetimeSeconds: -1 }), nowMs)
  expect(tickets.remembered).toBe(0)
  for (let viewer = 0; viewer < 5; viewer++) await tickets.verify(await signTicket({ broadcast, nowMs }), nowMs)
  expect(tickets.remembered).toBe(3)
})
