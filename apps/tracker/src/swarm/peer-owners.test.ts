import { expect, it } from 'vitest'
import { PeerOwners, REMEMBERED_MS } from './peer-owners.ts'

it('gives an id to the session that comes first, in every swarm of the broadcast', () => {
  const owners = new PeerOwners()
  expect(owners.enter('one', 'id', 'viewer')).toBe('owned')
  expect(owners.enter('one', 'id', 'viewer')).toBe('owned')
  expect(owners.enter('one', 'id', 'thief')).toBe('foreign')
  expect(owners.enter('two', 'id', 'thief')).toBe('owned')
  expect([owners.sessionOf('one', 'id'), owners.sessionOf('two', 'id')]).toEqual(['viewer', 'thief'])
})

it('remembers whose an id was for a while after it has left its last swarm, and no longer', () => {
  const owners = new PeerOwners()
  owners.enter('one', 'id', 'viewer')
  owners.enter('one', 'id', 'viewer')
  owners.leave('one', 'id', 0)
  owners.forget(REMEMBERED_MS + 1)
  expect(owners.sessionOf('one', 'id')).toBe('viewer')
  owners.leave('one', 'id', REMEMBERED_MS)
  owners.forget(2 * REMEMBERED_MS - 1)
  expect(owners.enter('one', 'id', 'thief')).toBe('foreign')
  owners.forget(2 * REMEMBERED_MS)
  expect([owners.sessionOf('one', 'id'), owners.idsOf('one', 'viewer')]).toEqual([undefined, []])
})

it('does not forget one that has come back', () => {
  const owners = new PeerOwners()
  owners.enter('one', 'id', 'viewer')
  owners.leave('one', 'id', 0)
  owners.enter('one', 'id', 'viewer')
  owners.forget(10 * REMEMBERED_MS)
  expect(owners.sessionOf('one', 'id')).toBe('viewer')
})

it('lets a session have only so many', () => {
  const owners = new PeerOwners()
  const claims = Array.from({ length: 17 }, (_, index) => owners.enter('one', `id ${index}`, 'viewer'))
  expect(claims.filter((claim) => claim === 'owned')).toHaveLength(16)
  expect(claims.at(-1)).toBe('too-many')
  expect(owners.enter('one', 'id', 'other')).toBe('owned')
})
