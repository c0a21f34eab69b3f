import { expect, it } from 'vitest'
import { selectMode } from './select-mode.ts'

it('is never more than the viewer wants, nor more than the ticket grants', () => {
  expect(selectMode({ granted: 'on', wished: 'receive-only', isP2pGood: true })).toBe('receive-only')
  expect(selectMode({ granted: 'receive-only', wished: 'on', isP2pGood: true })).toBe('receive-only')
  expect(selectMode({ granted: 'on', wished: 'off', isP2pGood: true })).toBe('off')
  expect(selectMode({ granted: 'on', wished: 'on', isP2pGood: true })).toBe('on')
})

it('is off while peers do more harm than good', () => {
  expect(selectMode({ granted: 'on', wished: 'on', isP2pGood: false })).toBe('off')
})
