import { expect, it } from 'vitest'
import { LOCALES } from '../../i18n/locale-names.ts'
import { elementWords } from './element-words.ts'

it('says who sees the viewer’s address, in the question and in the notice alike', () => {
  const { ask, notice, metered } = elementWords('en', false)
  for (const text of [ask, notice, metered])
    expect(text).toMatch(/[?.] Those that you are connected to see your network/)
})

it.each(LOCALES)('says in %s that nobody does where all goes through a relay', (locale) => {
  const [plain, relayed] = [elementWords(locale, false), elementWords(locale, true)]
  for (const name of ['ask', 'notice', 'metered'] as const) {
    expect(relayed[name]).not.toBe(plain[name])
    expect(relayed[name]).not.toContain('IP')
  }
})
