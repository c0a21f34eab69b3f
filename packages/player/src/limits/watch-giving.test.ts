import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type GivingHindrance, HIDDEN_MS } from './giving.ts'
import { watchGiving } from './watch-giving.ts'

class Page extends EventTarget {
  hidden = false
  show(isShown: boolean): void {
    this.hidden = !isShown
    this.dispatchEvent(new Event('visibilitychange'))
  }
}

class Network extends EventTarget {
  saveData = false
  type = 'wifi'
}

class Battery extends EventTarget {
  charging = false
  level = 1
  drain(level: number): void {
    this.level = level
    this.dispatchEvent(new Event('levelchange'))
  }
}

let page = new Page()
let network = new Network()
let battery = new Battery()
let told: (GivingHindrance | null)[] = []
let watching: { stop(): void } | null = null

beforeEach(() => {
  vi.useFakeTimers()
  page = new Page()
  network = new Network()
  battery = new Battery()
  told = []
})

afterEach(() => watching?.stop())

async function watch(): Promise<void> {
  const navigator = { connection: network, getBattery: async () => battery }
  watching = watchGiving({ document: page, navigator }, (hindrance) => told.push(hindrance))
  await vi.advanceTimersByTimeAsync(0)
}

it('says nothing while nothing hinders', async () => {
  await watch()
  page.show(true)
  battery.drain(0.5)
  expect(told).toEqual([])
})

it('rests once the page has been hidden for a while, and goes on when it is seen', async () => {
  await watch()
  page.show(false)
  vi.advanceTimersByTime(HIDDEN_MS - 1)
  expect(told).toEqual([])
  vi.advanceTimersByTime(1)
  expect(told).toEqual(['hidden'])
  page.show(true)
  expect(told).toEqual(['hidden', null])
})

it('forgets a look at another tab', async () => {
  await watch()
  page.show(false)
  vi.advanceTimersByTime(HIDDEN_MS / 2)
  page.show(true)
  page.show(false)
  vi.advanceTimersByTime(HIDDEN_MS - 1)
  expect(told).toEqual([])
})

it('rests before the browser freezes the page, and goes on when it wakes', async () => {
  await watch()
  page.dispatchEvent(new Event('freeze'))
  page.dispatchEvent(new Event('resume'))
  expect(told).toEqual(['asleep', null])
})

it('follows the network and the battery', async () => {
  network.saveData = true
  await watch()
  network.saveData = false
  network.type = 'cellular'
  network.dispatchEvent(new Event('change'))
  network.type = 'wifi'
  network.dispatchEvent(new Event('change'))
  battery.drain(0.1)
  battery.charging = true
  battery.dispatchEvent(new Event('chargingchange'))
  expect(told).toEqual(['data-saver', 'mobile-data', null, 'battery', null])
})

it('gives where the browser tells nothing, and says nothing once it is stopped', async () => {
  watching = watchGiving({ document: page, navigator: {} }, (hindrance) => told.push(hindrance))
  page.show(false)
  watching.stop()
  await vi.advanceTimersByTimeAsync(HIDDEN_MS)
  expect(told).toEqual([])
})
