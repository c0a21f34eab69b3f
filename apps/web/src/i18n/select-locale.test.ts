import { expect, it } from 'vitest'
import { selectLocale } from './select-locale.ts'

it('takes what was chosen, then what the browser likes best, then the server’s own', () => {
  expect(selectLocale('ar', 'de')).toBe('ar')
  expect(selectLocale(undefined, 'fr;q=0.9, de-AT;q=0.8, en;q=0.1')).toBe('de')
  expect(selectLocale('fr', null, 'de')).toBe('de')
  expect(selectLocale(undefined, '*', 'ar')).toBe('ar')
})

it('survives a header that is none', () => {
  expect(selectLocale(undefined, '\u0000;;q=x,,-,de_', 'en')).toBe('en')
})
