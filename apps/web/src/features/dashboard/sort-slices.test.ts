import { expect, it } from 'vitest'
import { sortSlices } from './sort-slices.ts'

const slice = (id: string, originBytes: number, latencyMs: number | null) => ({
  ...{ id, name: id, originBytes, peerBytes: 0, playedMs: 1000, stalledMs: 0, latencyMs, firstFrameMs: null },
})
const slices = [slice('Firefox', 10, null), slice('Chrome', 30, 5000), slice('Safari', 20, 9000)]
const ids = (column: Parameters<typeof sortSlices>[1]['column'], isUp: boolean) =>
  sortSlices(slices, { column, isUp }, ({ name }) => name).map(({ id }) => id)

it('sorts by what a column shows, both ways', () => {
  expect(ids('delivered', false)).toEqual(['Chrome', 'Safari', 'Firefox'])
  expect(ids('delivered', true)).toEqual(['Firefox', 'Safari', 'Chrome'])
  expect(ids('name', true)).toEqual(['Chrome', 'Firefox', 'Safari'])
})

it('leaves what has no value at the end, whichever way', () => {
  expect(ids('latency', true)).toEqual(['Chrome', 'Safari', 'Firefox'])
  expect(ids('latency', false)).toEqual(['Safari', 'Chrome', 'Firefox'])
})
