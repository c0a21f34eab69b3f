import { expect, it } from 'vitest'
import { fragmentsAround, rungOf } from './past-segments.ts'

const LIVE = 'https://origin.test/live/testbroadcast0000001'
const HASH = 'abcdefghijklmnopqrstuv'
const recording = Array.from({ length: 3600 }, (_, index) => ({
  ...{ url: `${LIVE}/1/720p/${index}-${HASH}.m4s`, start: 2 * index, duration: 2, tagList: [] },
}))

it('has the fragments of a minute before and after the playhead, out of hours', () => {
  const [asked] = recording.slice(510)
  if (!asked) throw new Error('the recording is too short')
  const around = fragmentsAround(recording, { asked, positionSeconds: 1000 })
  expect([around[0]?.start, around.at(-1)?.start]).toEqual([938, 1058])
  expect(around).toContain(asked)
})

it('has the one that is asked for wherever it is', () => {
  const [asked] = recording.slice(3000)
  if (!asked) throw new Error('the recording is too short')
  expect(fragmentsAround(recording, { asked, positionSeconds: 0 }).at(-1)).toBe(asked)
})

it('tells the epoch of each segment of a recording that goes through several', () => {
  expect(rungOf(`${LIVE}/1/720p/41-${HASH}.m4s`)).toEqual({ epoch: 1, rung: '720p' })
  expect(rungOf(`${LIVE}/2/720p/42-${HASH}.m4s`)).toEqual({ epoch: 2, rung: '720p' })
  expect(rungOf('https://elsewhere.test/segment.m4s')).toBeNull()
})
