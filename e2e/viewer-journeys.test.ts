/** What viewers do on the pages of a broadcast that is on, each in a browser of its own. */

import { beforeAll, describe } from 'vitest'
import { consenting } from './journeys/consenting.ts'
import { sharingElsewhere } from './journeys/elsewhere.ts'
import { embedding } from './journeys/embedding.ts'
import { watching } from './journeys/watching.ts'
import { inOneWorld } from './journeys/world.ts'

inOneWorld((its) => {
  beforeAll(() => its().goLive(), 120_000)

  describe('the viewer’s say', () => consenting(its))
  describe('a viewer', () => watching(its))
  describe('the player elsewhere', () => embedding(its))
  describe('another server’s playlist', () => sharingElsewhere(its))
})
