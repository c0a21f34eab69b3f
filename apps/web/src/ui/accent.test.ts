import fc from 'fast-check'
import { expect, it } from 'vitest'
import { contrast, parse, readableAccent } from './accent.ts'

it('keeps a colour that can be read', () => {
  expect(readableAccent('#0b6e7f').light).toBe('#0b6e7f')
})

it('is readable in both themes, whatever the operator likes', () => {
  const byte = fc.integer({ min: 0, max: 255 })
  fc.assert(
    fc.property(byte, byte, byte, (red, green, blue) => {
      const hex = `#${[red, green, blue].map((value) => value.toString(16).padStart(2, '0')).join('')}`
      const { light, dark, lightInk, darkInk } = readableAccent(hex)
      expect(contrast(parse(light), [246, 249, 250])).toBeGreaterThanOrEqual(4.4)
      expect(contrast(parse(dark), [24, 34, 44])).toBeGreaterThanOrEqual(4.4)
      expect(contrast(parse(light), parse(lightInk))).toBeGreaterThanOrEqual(4.4)
      expect(contrast(parse(dark), parse(darkInk))).toBeGreaterThanOrEqual(4.4)
    }),
  )
})
