import { expect, it } from 'vitest'
import { Peer } from './peer.ts'

const claiming = (uplinkKbps: number) =>
  Object.assign(new Peer({ id: 'peer', bufferedBytes: 0, send: () => {}, close: () => {} }, 0), { uplinkKbps })

it('is as fast as it says only until it was asked for something', () => {
  const peer = claiming(4_000_000)
  expect(peer.serviceMs).toBeLessThan(10)
  peer.askedAtMs = 0
  expect(peer.serviceMs).toBe(120)
  peer.settled(1000, 1020)
  expect(peer.serviceMs).toBe(20)
})

it('is believed that it is slow', () => {
  const peer = claiming(400)
  peer.askedAtMs = 0
  expect(peer.serviceMs).toBeCloseTo(655, 0)
})

it('is credited with an uplink that it claims only as far as its pieces show it', () => {
  const peer = Object.assign(claiming(4_000_000), { gives: true })
  expect(peer.creditedKbps).toBe(2000)
  peer.settled(1000, 1050)
  expect(peer.creditedKbps).toBeCloseTo((2 * 32_768 * 8) / 50, 0)
  expect(Object.assign(claiming(400), { gives: true }).creditedKbps).toBe(400)
  expect(claiming(6000).creditedKbps).toBe(0)
})
