import { expect, it } from 'vitest'
import { EncodeBudget } from '../transcode/encode-budget.ts'
import type { Source } from '../transcode/source.ts'
import { LadderPlanner } from './ladder-planner.ts'

const source: Source = {
  video: {
    ...{ codec: 'H.264', profile: 100, level: 31, chroma: '4:2:0', bitDepth: 8, isInterlaced: false },
    ...{ width: 1280, height: 720, frameRate: 30, bFrames: false, keyFrameSeconds: 2, bitrateKbps: 2500 },
  },
  audio: { codec: 'AAC', objectType: 2, sampleRate: 48_000, channels: 2, bitrateKbps: 128 },
}
const ENOUGH = 1e9

function createPlanner(budget: EncodeBudget, broadcastId = 'a') {
  const most = { shortSide: 1080, frameRate: 30 }
  return new LadderPlanner({ broadcastId, segmentSeconds: 2, rungNames: null, most, budget })
}

const namesOf = (planner: LadderPlanner) => planner.plan(source).rungs.map(({ name }) => name)

it('passes the source through, and encodes it once its key frames have proved too far apart', () => {
  const planner = createPlanner(new EncodeBudget(ENOUGH))
  expect(planner.plan(source).rungs[0]?.video?.isCopy).toBe(true)
  expect(planner.hasCopied).toBe(true)
  planner.forbidCopy()
  expect(planner.plan(source).rungs[0]?.video?.isCopy).toBe(false)
  planner.allowCopy()
  expect(planner.plan(source).rungs[0]?.video?.isCopy).toBe(true)
})

it('sheds the largest encoded rung, one at a time, down to the smallest ladder', () => {
  const planner = createPlanner(new EncodeBudget(ENOUGH))
  planner.forbidCopy()
  const shed: (string | null)[] = []
  for (let plan = planner.plan(source); shed.length < 10; plan = planner.plan(source)) {
    shed.push(planner.shed(plan))
    if (shed.at(-1) === null) break
  }
  expect(shed[0]).toBe('720p')
  expect(shed.at(-1)).toBeNull()
  expect(namesOf(planner)).toEqual(['240p', 'audio'])
})

it('shares the machine with other broadcasts, and says what it had to leave out', () => {
  const budget = new EncodeBudget(30e6)
  const first = createPlanner(budget)
  const second = createPlanner(budget, 'b')
  const wished = namesOf(first)
  expect(first.leftOut).toEqual([])
  const left = namesOf(second)
  expect(second.leftOut).toEqual(wished.filter((name) => !left.includes(name)))
  expect(second.leftOut.length).toBeGreaterThan(0)
  first[Symbol.dispose]()
  expect(namesOf(second)).toEqual(wished)
  expect(second.leftOut).toEqual([])
})
