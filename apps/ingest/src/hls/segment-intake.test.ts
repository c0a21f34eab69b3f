import { expect, it } from 'vitest'
import { readDurations, SegmentIntake, type SegmentSet } from './segment-intake.ts'

function start() {
  const sets: SegmentSet[] = []
  const intake = new SegmentIntake(['720p', '360p'], (set) => sets.push(set))
  const put = (rung: string, file: string, text = 'x') => intake.receive(rung, file, Buffer.from(text))
  const putWhole = (rung: string, number: number) => {
    put(rung, `${number}.m4s`, `${rung}-${number}`)
    put(rung, 'index.m3u8', `#EXTM3U\n#EXTINF:2.000000,\n${number}.m4s\n`)
  }
  return { sets, put, putWhole }
}

it('gives a segment out when every rung has init, bytes and duration', () => {
  const { sets, put, putWhole } = start()
  put('720p', 'init_0.mp4', 'a')
  putWhole('720p', 0)
  put('360p', 'init_1.mp4', 'b')
  put('360p', '0.m4s')
  expect(sets).toHaveLength(0)
  put('360p', 'index.m3u8', '#EXTINF:2.000000,\n0.m4s\n')
  expect(sets).toHaveLength(1)
  expect(sets[0]?.parts.get('720p')).toEqual({
    init: Buffer.from('a'),
    bytes: Buffer.from('720p-0'),
    durationSeconds: 2,
  })
})

it('goes on after a segment that never became complete, and says so', () => {
  const { sets, put, putWhole } = start()
  put('720p', 'init_0.mp4')
  put('360p', 'init_1.mp4')
  for (const number of [0, 1, 2]) putWhole('720p', number)
  for (const number of [0, 2]) putWhole('360p', number)
  expect(sets.map(({ isAfterGap }) => isAfterGap)).toEqual([false, true])
})

it('gives nothing out twice', () => {
  const { sets, put, putWhole } = start()
  put('720p', 'init_0.mp4')
  put('360p', 'init_1.mp4')
  for (const rung of ['720p', '360p', '720p', '360p']) putWhole(rung, 0)
  expect(sets).toHaveLength(1)
})

it.each([
  ['1080p', '0.m4s'],
  ['720p', '../0.m4s'],
  ['720p', '00.m4s'],
  ['720p', 'evil.ts'],
])('takes no %s/%s', (rung, file) => {
  expect(start().put(rung, file)).toBe(false)
})

it('reads durations strictly', () => {
  const playlist =
    '#EXTM3U\n#EXTINF:2.002000,\n3.m4s\n#EXTINF:1e9,\n4.m4s\n#EXTINF:0.000000,\n5.m4s\n#EXTINF:2.0,\nx.m4s\n'
  expect([...readDurations(playlist)]).toEqual([[3, 2.002]])
})
