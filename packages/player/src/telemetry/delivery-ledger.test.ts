import { expect, it } from 'vitest'
import { DeliveryLedger } from './delivery-ledger.ts'

it('counts a segment when it reaches the decoder, once, under its source', () => {
  const ledger = new DeliveryLedger()
  ledger.fetched('a', { source: 'peer', bytes: 100, peerId: 'p' })
  expect(ledger.delivered('a', 100)).toEqual({ originBytes: 0, peerBytes: 100, peerId: 'p' })
  expect(ledger.delivered('a', 100)).toBeNull()
})

it('takes a segment that the loader had no part in for one from the origin', () => {
  expect(new DeliveryLedger().delivered('a', 70)).toEqual({ originBytes: 70, peerBytes: 0 })
})

it('splits a segment whose head came from a peer and whose tail came from the origin', () => {
  const ledger = new DeliveryLedger()
  ledger.originCompletes('a', 60)
  ledger.fetched('a', { source: 'origin', bytes: 100 })
  expect(ledger.delivered('a', 100)).toEqual({ originBytes: 40, peerBytes: 60 })
})

it('forgets the head when the origin is asked for everything after all', () => {
  const ledger = new DeliveryLedger()
  ledger.originCompletes('a', 60)
  ledger.originCompletes('a', 0)
  ledger.fetched('a', { source: 'origin', bytes: 100 })
  expect(ledger.delivered('a', 100)).toEqual({ originBytes: 100, peerBytes: 0 })
})

it('remembers that a segment was counted when it is fetched again', () => {
  const ledger = new DeliveryLedger()
  ledger.delivered('a', 70)
  ledger.fetched('a', { source: 'peer', bytes: 70, peerId: 'p' })
  expect(ledger.delivered('a', 70)).toBeNull()
})
