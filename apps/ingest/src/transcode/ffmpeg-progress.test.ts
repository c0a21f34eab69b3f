import { expect, it } from 'vitest'
import { createProgressReader, type FfmpegProgress } from './ffmpeg-progress.ts'

const BLOCK = 'frame=60\nfps=29.9\nbitrate=N/A\nout_time_us=2000000\nspeed=1.01x\nprogress=continue\n'

function read(...texts: string[]): FfmpegProgress[] {
  const found: FfmpegProgress[] = []
  const reader = createProgressReader((progress) => found.push(progress))
  for (const text of texts) reader(text)
  return found
}

it('reads a block', () => {
  expect(read(BLOCK)).toEqual([{ frames: 60, outTimeUs: 2_000_000 }])
})

it('reads blocks however they are cut', () => {
  const text = BLOCK + BLOCK.replace('60', '75')
  expect(read(...text).map(({ frames }) => frames)).toEqual([60, 75])
  expect(read(text).map(({ frames }) => frames)).toEqual([60, 75])
})

it('knows what ffmpeg does not know', () => {
  expect(read('out_time_us=N/A\nspeed=N/A\nprogress=continue\n')).toEqual([{ frames: null, outTimeUs: null }])
})
