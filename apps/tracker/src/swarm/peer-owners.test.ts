import { expect, it } from 'vitest'
import { MOST_MET, PeerOwners, REMEMBERED_MS } from './peer-owners.ts'

it('gives an id to the session that comes first, in every swarm of the broadcast', () => {
  const owners = new PeerOwners()
  expect(owners.enter('one', 'id', { session: 'viewer', nowMs: 0 })).toBe('owned')
  expect(owners.enter('one', 'id', { session: 'viewer', nowMs: 0 })).toBe('owned')
  expect(owners.enter('one', 'id', { session: 'thief', nowMs: 0 })).toBe('foreign')
  expect(owners.enter('two', 'id', { session: 'thief', nowMs: 0 })).toBe('owned')
  expect([owners.sessionOf('one', 'id'), owners.sessionOf('two', 'id')]).toEqual(['viewer', 'thief'])
})

it('remembers whose an id was for a while after it has left its last swarm, and no longer', () => {
  const owners = new PeerOwners()
  owners.enter('one', 'id', { session: 'viewer', nowMs: 0 })
  owners.enter('one', 'id', { session: 'viewer', nowMs: 0 })
  owners.leave('one', 'id', 0)
  owners.forget(REMEMBERED_MS + 1)
  expect(owners.sessionOf('one', 'id')).toBe('viewer')
  owners.leave('one', 'id', REMEMBERED_MS)
  owners.forget(2 * REMEMBERED_MS - 1)
  expect(owners.enter('one', 'id', { session: 'thief', nowMs: 0 })).toBe('foreign')
  owners.forget(2 * REMEMBERED_MS)
  expect([owners.sessionOf('one', 'id'), owners.idsOf('one', 'viewer')]).toEqual([undefined, []])
})

it('does not forget one that has come back', () => {
  const owners = new PeerOwners()
  owners.enter('one', 'id', { session: 'viewer', nowMs: 0 })
  owners.leave('one', 'id', 0)
  owners.enter('one', 'id', { session: 'viewer', nowMs: 0 })
  owners.forget(10 * REMEMBERED_MS)
  expect(owners.sessionOf('one', 'id')).toBe('viewer')
})

it('lets a session have only so many', () => {
  const owners = new PeerOwners()
  const claims = Array.from({ length: 17 }, (_, index) =>
    owners.enter('one', `id ${index}`, { session: 'viewer', nowMs: 0 }),
  )
  expect(claims.filter((claim) => claim === 'owned')).toHaveLength(16)
  expect(claims.at(-1)).toBe('too-many')
  expect(owners.enter('one', 'id', { session: 'other', nowMs: 0 })).toBe('owned')
})

it('knows since when a session is here and whom it has met, for as long as its ids are remembered', () => {
  const owners = new PeerOwners()
  owners.enter('one', 'a', { session: 'viewer', nowMs: 1000 })
  owners.enter('one', 'b', { session: 'viewer', nowMs: 2000 })
  owners.enter('one', 'c', { session: 'other', nowMs: 3000 })
  expect([owners.presentSinceMs('one', 'viewer'), owners.presentSinceMs('two', 'viewer')]).toEqual([1000, undefined])
  expect(owners.haveMet('one', ['viewer', 'other'])).toBe(false)
  owners.introduce('one', ['other', 'viewer'])
  expect(owners.haveMet('one', ['viewer', 'other'])).toBe(true)
  expect(owners.haveMet('two', ['viewer', 'other'])).toBe(false)
  owners.leave('one', 'c', 4000)
  owners.forget(4000 + REMEMBERED_MS)
  expect(owners.haveMet('one', ['viewer', 'other'])).toBe(true)
  for (const id of ['a', 'b']) owners.leave('one', id, 5000)
  owners.forget(5000 + REMEMBERED_MS)
  expect([owners.haveMet('one', ['viewer', 'other']), owners.presentSinceMs('one', 'viewer')]).toEqual([
    false,
    undefined,
  ])
})

it('remembers only so many whom a session has met, the latest', () => {
  const owners = new PeerOwners()
  owners.enter('one', 'id', { session: 'viewer', nowMs: 0 })
  for (let other = 0; other <= MOST_MET; other++) owners.introduce('one', ['viewer', `other ${other}`])
  const met = [0, 1, MOST_MET].map((other) => owners.haveMet('one', ['viewer', `other ${other}`]))
  expect(met).toEqual([false, true, true])
})
