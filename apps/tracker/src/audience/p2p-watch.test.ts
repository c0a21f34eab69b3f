import { expect, it } from 'vitest'
import { P2pWatch } from './p2p-watch.ts'

const STEP_MS = 5000

type Crowd = { group: 'swarm' | 'control'; count: number; stalledMs: number; blockOf: (index: number) => string }

/** Whether P2P is on for them after ten minutes of reports. */
function isGoodFor(crowds: readonly Crowd[]): boolean {
  const watch = new P2pWatch(0)
  for (let nowMs = STEP_MS; nowMs <= 600_000; nowMs += STEP_MS) {
    for (const [at, { group, count, stalledMs, blockOf }] of crowds.entries()) {
      for (let index = 0; index < count; index++) {
        const word = { group, block: blockOf(index), playedMs: STEP_MS - stalledMs, stalledMs, nowMs }
        watch.hear(`${at}/${index}`, word)
      }
    }
    watch.tick(nowMs)
  }
  return watch.isGood
}

const apart = (index: number) => `10.0.${index}`
const together = () => '10.1.1'
const swarm: Crowd = { group: 'swarm', count: 100, stalledMs: 0, blockOf: apart }
const control: Crowd = { group: 'control', count: 8, stalledMs: 0, blockOf: apart }

it('turns P2P off where its viewers stall, and those without do not', () => {
  expect(isGoodFor([swarm, control])).toBe(true)
  expect(isGoodFor([{ ...swarm, stalledMs: 500 }, control])).toBe(false)
})

it('is not turned off by somebody with any number of tickets at one address', () => {
  const liars: Crowd[] = [
    { ...swarm, count: 300, stalledMs: 4000, blockOf: together },
    { ...control, count: 30, blockOf: together },
  ]
  expect(isGoodFor([swarm, control, ...liars])).toBe(true)
  expect(isGoodFor([{ ...swarm, stalledMs: 10 }, ...liars])).toBe(true)
})

it('counts everybody where all are at one address, as in a school or behind a proxy', () => {
  const crowds = [{ ...swarm, stalledMs: 500 }, control].map((one) => ({ ...one, blockOf: together }))
  expect(isGoodFor(crowds)).toBe(false)
})
