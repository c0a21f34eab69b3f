import { expect, it } from 'vitest'
import { lineSchema, linesSchema } from './plain-text.ts'

it('makes one line of whatever comes', () => {
  expect(lineSchema(40).parse(' A\u0000 night\n\tat \u202esea ')).toBe('A night at sea')
  expect(lineSchema(40).parse('<b>Grüße, مرحبا 👋</b>')).toBe('<b>Grüße, مرحبا 👋</b>')
})

it('keeps the lines of a longer text', () => {
  expect(linesSchema(40).parse('One\r\ntwo\n\n\n\nthree\u0007 \n')).toBe('One\ntwo\n\nthree')
})

it('counts what is left', () => {
  expect(lineSchema(3).safeParse('  abc  ').success).toBe(true)
  expect(lineSchema(3).safeParse('abcd').success).toBe(false)
  expect(linesSchema(3).safeParse('a\nb\nc').success).toBe(false)
})
