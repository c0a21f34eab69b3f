/** What people do with a whole Shoal, from its first minute on, in a real browser; each goes on where the one before ended. */

import { describe } from 'vitest'
import { inComfort } from './journeys/comfort.ts'
import { goingLive } from './journeys/go-live.ts'
import { byKeyboard } from './journeys/keyboard.ts'
import { moderating } from './journeys/moderating.ts'
import { revoking } from './journeys/revoking.ts'
import { inOneWorld } from './journeys/world.ts'

inOneWorld((its) => {
  describe('the first run', () => goingLive(its))
  describe('the chat', () => moderating(its))
  describe('the keyboard', () => byKeyboard(its))
  describe('a page', () => inComfort(its))
  describe('a stream key', () => revoking(its))
})
