/** What a slice is called in the reader's language; browsers, and rungs with a picture, keep their names. */

import { p2pModeSchema } from '@shoal/protocol/p2p-mode'
import type { useTranslations } from 'use-intl/react'
import type { SliceKind } from './dashboard-event.ts'
import type { useMeasures } from './use-measures.ts'

/** What the ladder calls the rung that has no picture. */
const SOUND_ALONE = 'audio'

type Words = ReturnType<typeof useTranslations<'dashboard'>>

export function sliceName(
  kind: SliceKind,
  name: string,
  words: Words,
  { country }: Pick<ReturnType<typeof useMeasures>, 'country'>,
): string {
  if (kind === 'modes') {
    const mode = p2pModeSchema.safeParse(name)
    return mode.success ? words(`modes.${mode.data}`) : name
  }
  if ((kind === 'browsers' || kind === 'countries') && name === 'other') return words('slices.other')
  if (kind === 'rungs' && name === SOUND_ALONE) return words('slices.soundOnly')
  if (kind === 'broadcasts' || kind === 'channels') return name || words(`slices.deleted.${kind}`)
  if (kind !== 'countries') return name
  return /^[A-Z]{2}$/.test(name) ? country(name) : words('slices.unknownCountry')
}
