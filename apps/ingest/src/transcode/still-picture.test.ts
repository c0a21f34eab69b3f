import { describe, expect, it } from 'vitest'
import { audioPacket, headerPacket, videoPacket } from '../testing/media-packets.ts'
import type { MediaPacket } from './media-packet.ts'
import { addMs } from './source-time.ts'
import { StillPicture } from './still-picture.ts'

/** Sound each 20 ms, and of 25 pictures a second, a key frame each second, those at the wanted times. */
function encodedOf({ seconds = 12, firstMs = 0, hasPicture = (_ms: number) => true, keyEveryMs = 1000 }) {
  const still = new StillPicture()
  const encoded: MediaPacket[] = still.replace(headerPacket('video'))
  for (let ms = 0; ms < seconds * 1000; ms += 20) {
    const timestampMs = addMs(firstMs, ms)
    if (ms % 40 === 0 && hasPicture(ms))
      encoded.push(...still.replace(videoPacket(timestampMs, { isKey: ms % keyEveryMs === 0 })))
    encoded.push(...still.replace(audioPacket(timestampMs)))
  }
  return encoded
}

/** Where pictures are, relative to the first, once there are no more than the still ones. */
function picturesIn(packets: MediaPacket[], fromMs: number, untilMs: number, firstMs = 0): number[] {
  const times = packets.filter(({ kind }) => kind === 'video').map(({ timestampMs }) => addMs(timestampMs, -firstMs))
  return times.slice(1).filter((ms) => ms >= fromMs && ms < untilMs)
}

describe('a picture that stops while the sound goes on', () => {
  it.each([0, 2 ** 32 - 6000])('goes on as its last key frame, each half second, from %d ms', (firstMs) => {
    const encoded = encodedOf({ firstMs, hasPicture: (ms) => ms <= 4400 })
    expect(picturesIn(encoded, 4401, 7000, firstMs)).toEqual([4900, 5400, 5900, 6400, 6900])
    expect(picturesIn(encoded, 10_900, 12_000, firstMs)).toEqual([10_900, 11_400, 11_900])
    expect(encoded.at(-1)?.timestampMs).toBe(addMs(firstMs, 11_980))
  })

  it('comes back with a key frame', () => {
    const encoded = encodedOf({ hasPicture: (ms) => ms <= 4400 || ms > 8200 })
    expect(picturesIn(encoded, 7900, 9060)).toEqual([7900, 8400, 8900, 9000, 9040])
  })

  it('is waited for as long as a bad line takes', () => {
    const hasPicture = (ms: number) => ms <= 4400 || ms >= 7360
    expect(picturesIn(encodedOf({ hasPicture }), 4401, 7400)).toEqual([7360])
  })

  it('is left alone where no second key frame has come', () => {
    expect(picturesIn(encodedOf({ hasPicture: (ms) => ms <= 4400, keyEveryMs: 60_000 }), 4401, 12_000)).toEqual([])
  })
})

it('passes headers on, whatever their time', () => {
  const still = new StillPicture()
  for (const ms of [0, 1000]) still.replace(videoPacket(ms, { isKey: true }))
  const encoded = [1000, 1900, 2800, 3700, 4400].flatMap((ms) => [
    ...still.replace(audioPacket(ms)),
    ...still.replace(headerPacket('audio')),
  ])
  expect(picturesIn([videoPacket(0), ...encoded], 1, 9000)).toEqual([1500, 2000, 2500, 3000, 3500, 4000])
})

it('takes a clock that jumps for no sound without a picture', () => {
  const still = new StillPicture()
  for (const ms of [0, 1000]) still.replace(videoPacket(ms, { isKey: true }))
  const sound = [1000, 3_600_000, 3_600_020].map((ms) => still.replace(audioPacket(ms)).length)
  expect(sound).toEqual([1, 1, 1])
})
