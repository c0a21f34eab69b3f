import { expect, it } from 'vitest'
import { scenarios } from '../../../bench/model/scenario.ts'
import { loadOffloadTable, type OffloadTable, scenariosOf, selectCurve } from './offload-table.ts'

const row = { scenario: 'home', uplinkRatio: 4.1, segmentSeconds: 2 }
const table: OffloadTable = {
  madeBy: 'this test',
  bitrateKbps: 800,
  viewers: [10, 1000],
  rows: [
    { ...row, latencySeconds: 6, offloadOrigin: [0.5, 0.9] },
    { ...row, latencySeconds: 8, offloadOrigin: [0.7, 0.95] },
  ],
}
const at = (latencySeconds: number) => selectCurve(table, { scenario: 'home', segmentSeconds: 2, latencySeconds })

it('has what the model found', () => {
  expect([at(6)?.(10), at(6)?.(1000), at(8)?.(10)]).toEqual([0.5, 0.9, 0.7])
})

it('is in between in between: by the logarithm of the viewers, and by the latency', () => {
  expect(at(6)?.(100)).toBeCloseTo(0.7)
  expect(at(7)?.(10)).toBeCloseTo(0.6)
})

it('gives one viewer nothing, and no more than the largest swarm to a larger one', () => {
  expect([at(6)?.(1), at(6)?.(50_000), at(60)?.(1000)]).toEqual([0, 0.9, 0.95])
})

it('does not know what was not modelled', () => {
  expect(selectCurve(table, { scenario: 'moon', segmentSeconds: 2, latencySeconds: 6 })).toBeNull()
})

it('is in the repository with every scenario of the model, and no offload that cannot be', () => {
  const kept = loadOffloadTable()
  expect(scenariosOf(kept)).toEqual(Object.keys(scenarios))
  for (const { offloadOrigin, scenario } of kept.rows) {
    expect(offloadOrigin).toHaveLength(kept.viewers.length)
    for (const offload of offloadOrigin) {
      expect(offload, scenario).toBeLessThan(1)
      expect(offload, scenario).toBeGreaterThan(-0.05)
    }
  }
})
