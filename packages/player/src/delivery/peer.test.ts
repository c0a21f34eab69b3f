import { expect, it } from 'vitest'
import { Peer } from './peer.ts'

const claiming = (uplinkKbps: number) =>
  Object.assign(new Peer({ id: 'peer', bufferedBytes: 0, send: () => {}, close: () => {} }, 0), { uplinkKbps })

it('is as fast as it says only until it was asked for something', () => {
  const peer = claiming(4_000_000)
  expect(peer.serviceMs).toBeLessThan(10)
  peer.isTried = true
  expect(peer.serviceMs).toBe(120)
  peer.settled(1000, 1020)
  expect(peer.serviceMs).toBe(20)
})

it('is believed that it is slow', () => {
  const peer = claiming(400)
  peer.isTried = true
  expect(peer.serviceMs).toBeCloseTo(655, 0)
})
