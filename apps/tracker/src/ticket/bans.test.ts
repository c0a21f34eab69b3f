import { expect, it } from 'vitest'
import { Bans } from './bans.ts'

it('keeps a session out until its ban ends, and tells of it once', () => {
  const told: string[] = []
  const bans = new Bans((session) => told.push(session))
  bans.ban('viewer', 1000)
  bans.ban('viewer', 500)
  expect([bans.isBanned('viewer', 999), bans.isBanned('viewer', 1000), bans.isBanned('other', 0)]).toEqual([
    true,
    false,
    false,
  ])
  expect(told).toEqual(['viewer'])
})

it('tells again of a session that is banned again after its ban was forgotten', () => {
  const told: string[] = []
  const bans = new Bans((session) => told.push(session))
  bans.ban('viewer', 1000)
  bans.forget(1000)
  bans.ban('viewer', 2000)
  expect(told).toEqual(['viewer', 'viewer'])
})
