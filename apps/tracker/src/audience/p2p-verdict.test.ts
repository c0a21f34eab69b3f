import { mixedHash } from '@shoal/protocol/swarm-id'
import { expect, it } from 'vitest'
import { type GroupSample, judgeP2p, type P2pVerdict, sampleGroup, startVerdict } from './p2p-verdict.ts'

const calm: GroupSample = { viewers: 5, watchedMs: 900_000, meanStalled: 0.001, variance: 0.00001 }
const bad: GroupSample = { viewers: 95, watchedMs: 17_000_000, meanStalled: 0.05, variance: 0.0009 }

/** Looks each half minute. */
function watch(groups: { swarm: GroupSample; control: GroupSample }, forMs: number, before = startVerdict(0)) {
  let verdict: P2pVerdict = before
  for (let ms = 0; ms <= forMs; ms += 30_000) verdict = judgeP2p(verdict, groups, before.sinceMs + ms)
  return verdict
}

it.each<[string, boolean, { swarm?: Partial<GroupSample>; control?: Partial<GroupSample> }]>([
  ['a swarm that stalls much more, for two minutes', false, {}],
  ['too few in the control group', true, { control: { viewers: 4 } }],
  ['too little watched in the control group', true, { control: { watchedMs: 500_000 } }],
  ['too few in the swarm', true, { swarm: { viewers: 4 } }],
  ['a control group that stalls as much', true, { control: { meanStalled: 0.05 } }],
  ['a difference that nobody notices', true, { swarm: { meanStalled: 0.005, variance: 0 } }],
  [
    'a few viewers with bad Wi-Fi',
    true,
    { swarm: { meanStalled: 0.009, variance: 0.0027 }, control: { meanStalled: 0 } },
  ],
  ['a small but sure difference', false, { swarm: { meanStalled: 0.02, variance: 0.00001 }, control: { viewers: 50 } }],
])('after %s, P2P is good: %s', (_, isGood, change) => {
  const groups = { swarm: { ...bad, ...change.swarm }, control: { ...calm, ...change.control } }
  expect(watch(groups, 300_000).isGood).toBe(isGood)
})

it('waits two minutes, and begins anew when it looks good in between', () => {
  const groups = { swarm: bad, control: calm }
  const doubted = watch(groups, 90_000)
  expect(doubted).toMatchObject({ isGood: true, doubtedSinceMs: 0 })
  const relieved = judgeP2p(doubted, { swarm: calm, control: calm }, 110_000)
  expect(judgeP2p(relieved, groups, 120_000)).toMatchObject({ isGood: true, doubtedSinceMs: 120_000 })
  expect(judgeP2p(doubted, groups, 120_000)).toMatchObject({ isGood: false, timesOff: 1 })
})

it('stays off for half an hour whatever it sees, is tried again, and stays off twice as long the next time', () => {
  const fine = { swarm: calm, control: calm }
  const off = watch({ swarm: bad, control: calm }, 120_000)
  expect(judgeP2p(off, fine, off.sinceMs + 1_799_000).isGood).toBe(false)
  const again = judgeP2p(off, fine, off.sinceMs + 1_800_000)
  expect(again).toMatchObject({ isGood: true, timesOff: 1 })
  const offAgain = watch({ swarm: bad, control: calm }, 120_000, again)
  expect(judgeP2p(offAgain, fine, offAgain.sinceMs + 3_599_000).isGood).toBe(false)
  expect(judgeP2p(offAgain, fine, offAgain.sinceMs + 3_600_000).isGood).toBe(true)
})

it('goes off in hardly any of many broadcasts in which chance alone decides who stalls', () => {
  const viewer = (draw: number) =>
    draw < 0.03 ? { playedMs: 120_000, stalledMs: 60_000 } : { playedMs: 180_000, stalledMs: 0 }
  let off = 0
  for (let broadcast = 0; broadcast < 1000; broadcast++) {
    const viewers = Array.from({ length: 105 }, (_, index) => viewer(mixedHash(`${broadcast} ${index}`) / 2 ** 32))
    const groups = { swarm: sampleGroup(viewers.slice(5)), control: sampleGroup(viewers.slice(0, 5)) }
    if (!watch(groups, 120_000).isGood) off += 1
  }
  expect(off).toBeLessThanOrEqual(2)
})

it('samples a group by its viewers', () => {
  const sample = sampleGroup([
    { playedMs: 100, stalledMs: 0 },
    { playedMs: 60, stalledMs: 40 },
    { playedMs: 80, stalledMs: 20 },
  ])
  expect(sample).toMatchObject({ viewers: 3, watchedMs: 300 })
  expect(sample.meanStalled).toBeCloseTo(0.2)
  expect(sample.variance).toBeCloseTo(0.04)
  expect(sampleGroup([])).toEqual({ viewers: 0, watchedMs: 0, meanStalled: 0, variance: 0 })
})
