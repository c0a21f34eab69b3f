import { expect, it } from 'vitest'
import { posterSize } from './poster-size.ts'

it.each([
  [1920, 1080, 640, 360],
  [320, 180, 320, 180],
  [720, 1280, 640, 1136],
  [1440, 1080, 640, 480],
  [853, 481, 640, 360],
])('of %d × %d is %d × %d', (width, height, posterWidth, posterHeight) => {
  expect(posterSize({ width, height })).toEqual({ width: posterWidth, height: posterHeight })
})
