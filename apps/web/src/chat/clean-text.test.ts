import { isVisible } from '@shoal/protocol/plain-text'
import { expect, it } from 'vitest'
import { cleanText, codePoints } from './clean-text.ts'

it.each([
  ['two\nlines\tand\u0000 more ', 'two lines and more'],
  ['evil \u202Egnp.exe\u202C', 'evil gnp.exe'],
  ['\u2066hidden\u2069 \u200Bthings\uFEFF', 'hidden things'],
  ['z\u0301\u0302\u0303\u0304\u0305\u0306\u0307algo', 'ź\u0302\u0303\u0304algo'],
  ['e\u0301', 'é'],
  ['👩‍👩‍👧 family', '👩‍👩‍👧 family'],
  ['می‌خواهم', 'می‌خواهم'],
  ['\u200D\u200Dtrick\u200D', 'trick'],
  ['<script>alert(1)</script>', '<script>alert(1)</script>'],
  ['half \uD83D of one', 'half of one'],
])('makes %j into %j', (text, cleaned) => {
  expect(cleanText(text)).toBe(cleaned)
})

it('counts code points, and knows what nobody sees', () => {
  expect(codePoints('👍👍')).toBe(2)
  expect(['\u0301', ' ', '\uFE0F'].map(isVisible)).toEqual([false, false, false])
  expect(['a', '👍', '؟', '7'].map(isVisible)).toEqual([true, true, true, true])
})
