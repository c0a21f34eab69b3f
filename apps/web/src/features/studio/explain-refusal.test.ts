import { createTranslator } from 'use-intl/core'
import { expect, it } from 'vitest'
import studio from '../../../messages/en/studio.json' with { type: 'json' }
import { explainRefusal } from './explain-refusal.ts'

const words = createTranslator({ locale: 'en', namespace: 'studio', messages: { studio } })

it('says in plain words why a publisher was refused', () => {
  const explain = (reason: string, detail: string | null) => explainRefusal(words as never, { reason, detail })
  expect(explain('revoked-key', null)).toBe('A revoked stream key was used.')
  expect(explain('unsupported-source', 'VP6 video')).toBe('What arrived cannot be broadcast: VP6 video.')
  expect(explain('something-new', null)).toBe('A publisher was refused: something new.')
})
