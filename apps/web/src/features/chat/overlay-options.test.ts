import { expect, it } from 'vitest'
import { overlayOptionsSchema } from './overlay-options.ts'

it('reads an overlay’s address, and what is missing or nonsense as not said', () => {
  expect(overlayOptionsSchema.parse({})).toEqual({ size: 32, seconds: 0, names: true, lines: 10, key: '' })
  expect(overlayOptionsSchema.parse({ size: '48', seconds: '20', names: '0', lines: '4', key: 'k' })).toEqual({
    ...{ size: 48, seconds: 20, names: false, lines: 4, key: 'k' },
  })
  expect(overlayOptionsSchema.parse({ size: '9999', seconds: 'x', lines: ['1', '2'] })).toMatchObject({
    size: 32,
    lines: 10,
  })
})
