import { createTranslator } from 'use-intl/core'
import { expect, it } from 'vitest'
import dashboard from '../../../messages/de/dashboard.json' with { type: 'json' }
import { sliceName as nameIn } from './slice-name.ts'

const words = createTranslator({ locale: 'de', namespace: 'dashboard', messages: { dashboard } })
const country = (code: string) => `the country ${code}`
const sliceName = (kind: Parameters<typeof nameIn>[0], name: string) => nameIn(kind, name, words as never, { country })

it('says in the reader’s language what is no name of its own', () => {
  expect([sliceName('rungs', 'audio'), sliceName('rungs', '720p')]).toEqual(['Nur Ton', '720p'])
  expect(sliceName('browsers', 'other')).toBe(dashboard.slices.other)
  expect([sliceName('countries', 'NO'), sliceName('countries', '')]).toEqual([
    'the country NO',
    dashboard.slices.unknownCountry,
  ])
  expect(sliceName('channels', 'audio')).toBe('audio')
  expect([sliceName('channels', ''), sliceName('broadcasts', '')]).toEqual(['Gelöschte Kanäle', 'Gelöschte Sendung'])
})
