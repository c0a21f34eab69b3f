import { expect, it } from 'vitest'
import { changedFields } from './changed-fields.ts'

it('has what was changed and nothing else, in groups too', () => {
  const before = { about: 'Boats', rules: '', limit: 5 as number | null, p2p: { consent: 'ask', most: 'on' } }
  const after = { about: 'Boats', rules: 'Be kind', limit: null, p2p: { consent: 'notice', most: 'on' } }
  expect(changedFields(before, after)).toEqual({ rules: 'Be kind', limit: null, p2p: { consent: 'notice' } })
  expect(changedFields(before, before)).toEqual({})
})

it('has a list whole when it was changed', () => {
  expect(changedFields({ words: ['spam'] }, { words: ['spam', 'ham'] })).toEqual({ words: ['spam', 'ham'] })
})
