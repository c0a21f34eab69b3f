import { expect, it } from 'vitest'
import { Remembered } from './remembered.ts'

it('reads once for several who ask at once or soon after', async () => {
  let nowMs = 0
  let reads = 0
  const remembered = new Remembered(() => nowMs)
  const ask = (key = 'a') => remembered.get(key, 1000, async () => ++reads)
  expect(await Promise.all([ask(), ask()])).toEqual([1, 1])
  nowMs = 999
  expect(await ask()).toBe(1)
  nowMs = 1000
  expect(await ask()).toBe(2)
  expect(await ask('b')).toBe(3)
})

it('keeps nothing that is not fresh, and no failure', async () => {
  let nowMs = 0
  const remembered = new Remembered(() => nowMs)
  for (let index = 0; index < 50; index += 1) {
    nowMs += 500
    await remembered.get(`key ${index}`, 1000, async () => index)
  }
  expect(remembered.size).toBeLessThanOrEqual(3)
  await expect(remembered.get('x', 1000, () => Promise.reject(new Error('away')))).rejects.toThrow()
  expect(await remembered.get('x', 1000, async () => 'back')).toBe('back')
})
