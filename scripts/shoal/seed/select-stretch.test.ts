import { expect, it } from 'vitest'
import { selectStretch } from './select-stretch.ts'

const FOLDER = 'https://live.example.org/live/abcdefghij0123456789'
const segment = (epoch: number, rung: string, number: number) => ({
  ...{ url: `${FOLDER}/${epoch}/${rung}/${number}-${'h'.repeat(22)}.m4s`, number, durationSeconds: 2 },
  ...{ pieces: null, dateMs: null },
})

it('takes what most of a recording is of, where its ladder changed midway', () => {
  const segments = [segment(1, '360p', 0), segment(2, '480p', 1), segment(2, '480p', 2), segment(3, '360p', 3)]
  expect(selectStretch({ segments })).toEqual({
    ...{ epoch: 2, rung: '480p' },
    segments: [1, 2].map((number) => ({ url: segments[number]?.url, durationSeconds: 2, key: `2/480p/${number}` })),
  })
})

it('finds nothing where nothing is listed', () => {
  expect(selectStretch({ segments: [] })).toBeNull()
})
