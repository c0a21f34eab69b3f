import { describe, expect, it } from 'vitest'
import { buildPictureArguments, parseSize } from './picture.ts'

const picture = { width: 640, height: 360, fps: 30, seconds: undefined, hasText: true, target: 'rtmp://host/live/key' }

describe('the test picture', () => {
  it('has a key frame each two seconds whatever the frame rate', () => {
    const args = buildPictureArguments({ ...picture, fps: 25 })
    expect(args[args.indexOf('-g') + 1]).toBe('50')
    expect(args.at(-1)).toBe('rtmp://host/live/key')
  })

  it('shows the time of day where text can be drawn, and its own counter elsewhere', () => {
    expect(buildPictureArguments(picture).join(' ')).toContain('localtime')
    expect(buildPictureArguments({ ...picture, hasText: false }).join(' ')).not.toContain('drawtext')
  })

  it('ends by itself only when told to', () => {
    expect(buildPictureArguments(picture)).not.toContain('-t')
    expect(buildPictureArguments({ ...picture, seconds: 5 }).join(' ')).toContain('-t 5')
  })

  it.each([
    ['1280x720', { width: 1280, height: 720 }],
    ['641x360', null],
    ['32x32', null],
    ['720p', null],
    ['99999x2', null],
  ])('reads the size %s', (text, size) => {
    expect(parseSize(text)).toEqual(size)
  })
})
