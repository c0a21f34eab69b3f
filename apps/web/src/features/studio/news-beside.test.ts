import { expect, it } from 'vitest'
import { newsBeside } from './news-beside.ts'

const far = { id: '1', kind: 'key-frames-far', detail: '2', atMs: 0 } as const
const shed = { id: '2', kind: 'rung-shed', detail: '720p', atMs: 0 } as const

it('says once that key frames are far apart: as advice with figures while they are measured, else as a notice', () => {
  expect(newsBeside([{ kind: 'key-frames-far' }, { kind: 'no-sound' }], [far, shed])).toEqual([shed])
  expect(newsBeside([], [far, shed])).toEqual([far, shed])
})
