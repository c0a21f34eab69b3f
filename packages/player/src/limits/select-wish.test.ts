import { expect, it } from 'vitest'
import { selectWish } from './select-wish.ts'

it('connects to nobody before a yes where the operator asks first', () => {
  expect(selectWish({ consent: 'ask', said: null, isMetered: false })).toBe('off')
  expect(selectWish({ consent: 'ask', said: 'on', isMetered: false })).toBe('on')
})

it('helps at once where the operator gives notice, and only receives where bytes are paid for', () => {
  expect(selectWish({ consent: 'notice', said: null, isMetered: false })).toBe('on')
  expect(selectWish({ consent: 'notice', said: null, isMetered: true })).toBe('receive-only')
  expect(selectWish({ consent: 'notice', said: 'off', isMetered: false })).toBe('off')
})

it('is off where the operator says so, whatever was said before', () => {
  expect(selectWish({ consent: 'off', said: 'on', isMetered: false })).toBe('off')
})
