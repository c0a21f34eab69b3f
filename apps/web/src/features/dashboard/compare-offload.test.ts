import { expect, it } from 'vitest'
import { compareOffload } from './compare-offload.ts'

it('says nothing before anybody has watched', () => {
  expect(compareOffload(null, 0.5)).toEqual({ kind: 'nothing-yet' })
  expect(compareOffload(0.5, null)).toEqual({ kind: 'nothing-yet' })
})

it('finds that they agree within five points', () => {
  expect(compareOffload(0.9, 0.86)).toEqual({ kind: 'agree' })
})

it('says which is higher, by how much, and which to trust', () => {
  expect(compareOffload(0.9, 0.5)).toMatchObject({
    kind: 'differ',
    sentence: expect.stringMatching(/claim 40 points more.*Trust the measured/s),
  })
  expect(compareOffload(0.4, 0.6)).toMatchObject({
    kind: 'differ',
    sentence: expect.stringContaining('20 points less'),
  })
})
