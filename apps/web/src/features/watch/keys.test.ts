import { expect, it } from 'vitest'
import { isKeyOfFocus, selectAction } from './keys.ts'

const press = (key: string, held = {}) =>
  selectAction({ key, code: '', ctrlKey: false, altKey: false, metaKey: false, ...held })

it('knows the usual keys, in either case', () => {
  expect([' ', 'k', 'K'].map((key) => press(key)?.kind)).toEqual(Array(3).fill('play-or-pause'))
  expect([press('j'), press('l')]).toEqual([
    { kind: 'seek-by', seconds: -10 },
    { kind: 'seek-by', seconds: 10 },
  ])
  expect(['m', 'f', 't', '?'].map((key) => press(key)?.kind)).toEqual(['mute', 'full-screen', 'theatre', 'help'])
  expect(press('7')).toEqual({ kind: 'seek-to', share: 0.7 })
})

it('knows a key by its place where letters are of another script', () => {
  expect(press('ن', { code: 'KeyK' })).toEqual(press('k'))
  expect(press('Л', { code: 'KeyK' })).toEqual(press('k'))
  expect(press('٧', { code: 'Digit7' })).toEqual(press('7'))
  expect(press('؟', { code: 'Slash' })).toEqual(press('?'))
  expect(press('é', { code: 'Digit2' })).toBeNull()
})

it('leaves the browser its own keys', () => {
  expect(press('f', { ctrlKey: true })).toBeNull()
  expect(press('k', { metaKey: true })).toBeNull()
  expect(press('Tab')).toBeNull()
})

it('leaves a key to what has the focus and needs it', () => {
  const on = (role: string, isEditable = false) => ({ role, isEditable })
  expect(isKeyOfFocus('k', on('input'))).toBe(true)
  expect(isKeyOfFocus('k', on('div', true))).toBe(true)
  expect(isKeyOfFocus(' ', on('button'))).toBe(true)
  expect(isKeyOfFocus('k', on('button'))).toBe(false)
  expect(isKeyOfFocus('ArrowLeft', on('slider'))).toBe(true)
  expect(isKeyOfFocus('m', on('slider'))).toBe(false)
  expect(isKeyOfFocus(' ', on('body'))).toBe(false)
})
