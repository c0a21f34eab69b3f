/** What people do with a whole Shoal, from its first minute on, in a real browser; each goes on where the one before ended. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inComfort } from './journeys/comfort.ts'
import { consenting } from './journeys/consenting.ts'
import { embedding } from './journeys/embedding.ts'
import { goingLive } from './journeys/go-live.ts'
import { byKeyboard } from './journeys/keyboard.ts'
import { moderating } from './journeys/moderating.ts'
import { revoking } from './journeys/revoking.ts'
import { watching } from './journeys/watching.ts'
import { World } from './journeys/world.ts'

let world: World
const its = () => world

beforeAll(async () => {
  world = await World.start()
}, 300_000)

afterAll(async () => {
  console.log('figures', JSON.stringify(world?.figures))
  await world?.[Symbol.asyncDispose]()
})

describe('the first run', () => goingLive(its))
describe('the viewer’s say', () => consenting(its))
describe('the chat', () => moderating(its))
describe('a viewer', () => watching(its))
describe('the player elsewhere', () => embedding(its))
describe('the keyboard', () => byKeyboard(its))
describe('a page', () => inComfort(its))
describe('a stream key', () => revoking(its))

it('throws nothing in any page', () => {
  expect(world.errors).toEqual([])
})
