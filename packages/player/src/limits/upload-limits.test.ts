import { expect, it } from 'vitest'
import { leastCap, NO_CAP } from './upload-limits.ts'

it('is never more than the operator allows, and less where the viewer wants less', () => {
  const operator = { uploadKbps: 2000, uploadMegabytes: null }
  expect(leastCap(operator, NO_CAP)).toEqual(operator)
  expect(leastCap(operator, { uploadKbps: 5000, uploadMegabytes: 100 })).toEqual({
    uploadKbps: 2000,
    uploadMegabytes: 100,
  })
  expect(leastCap(operator, { uploadKbps: 500, uploadMegabytes: null }).uploadKbps).toBe(500)
})
