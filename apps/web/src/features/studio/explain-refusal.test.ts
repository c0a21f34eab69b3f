import { expect, it } from 'vitest'
import { explainRefusal } from './explain-refusal.ts'

it('says in plain words why a publisher was refused', () => {
  expect(explainRefusal('revoked-key', null)).toBe('A revoked stream key was used.')
  expect(explainRefusal('unsupported-source', 'VP6 video')).toBe('What arrived cannot be broadcast: VP6 video.')
  expect(explainRefusal('something-new', null)).toBe('A publisher was refused: something new.')
})
