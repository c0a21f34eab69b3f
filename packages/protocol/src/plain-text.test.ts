import { expect, it } from 'vitest'
import { lineSchema, linesSchema } from './plain-text.ts'

it('makes one line of whatever comes', () => {
  expect(lineSchema(40).parse(' A\u0000 night\n\tat \u202esea ')).toBe('A night at sea')
  expect(lineSchema(40).parse('<b>Grüße, مرحبا 👋</b>')).toBe('<b>Grüße, مرحبا 👋</b>')
})

it('keeps the lines of a longer text', () => {
  expect(linesSchema(40).parse('One\r\ntwo\n\n\n\nthree\u0007 \n')).toBe('One\ntwo\n\nthree')
})

it.each(['\u200b', '\u202e\u200b', '\u200e \u2060', '\ud800'])('has nothing of %j, which nobody sees', (text) => {
  expect(lineSchema(40).parse(text)).toBe('')
  expect(lineSchema(40).min(1).safeParse(text).success).toBe(false)
})

it('keeps no half of a character', () => {
  expect(lineSchema(40).parse('sea\ud83d')).toBe('sea')
  expect(linesSchema(40).parse('sea\ud83d\n🌊')).toBe('sea\n🌊')
})

it('counts what is left', () => {
  expect(lineSchema(3).safeParse('  abc  ').success).toBe(true)
  expect(lineSchema(3).safeParse('abcd').success).toBe(false)
  expect(linesSchema(3).safeParse('a\nb\nc').success).toBe(false)
})
