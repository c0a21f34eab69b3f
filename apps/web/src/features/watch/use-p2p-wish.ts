/** Whether this viewer helps to carry broadcasts, and how much it gives at most: kept in this browser. */

'use client'

import { isMeteredNow } from '@shoal/player/limits/metered-connection'
import { selectWish } from '@shoal/player/limits/select-wish'
import { NO_CAP, type UploadCap } from '@shoal/player/limits/upload-limits'
import { type P2pMode, p2pModeSchema } from '@shoal/protocol/p2p-mode'
import { useEffect, useState } from 'react'
import * as z from 'zod/mini'
import { useIsHydrated } from '../../ui/use-is-hydrated.ts'
import { writeCookie } from '../../ui/write-cookie.ts'
import { kept } from './kept.ts'
import { ANSWERED_COOKIE, type P2pTerms } from './terms.ts'

const said = kept<P2pMode | null>('shoal.p2p', () => z.nullable(p2pModeSchema), null)
const amount = () => z.nullable(z.int().check(z.minimum(1)))
const cap = kept<UploadCap>(
  'shoal.p2p.cap',
  () => z.object({ uploadKbps: amount(), uploadMegabytes: amount() }),
  NO_CAP,
)
const noticed = kept('shoal.p2p.noticed', () => z.boolean(), false)

export type P2pWish = {
  /** What the player is told; null until it is known. */
  wish: P2pMode | null
  /** The viewer has not said anything yet, and is asked. */
  isAsked: boolean
  /** It helps without having been asked, and has not seen the notice of it. */
  isUnnoticed: boolean
  /** It only receives because its connection costs by the byte. */
  isCareful: boolean
  cap: UploadCap
  choose(mode: P2pMode): void
  limit(cap: UploadCap): void
  notice(): void
}

export function useP2pWish({ consent, hasAnswered }: Pick<P2pTerms, 'consent' | 'hasAnswered'>): P2pWish {
  const isHydrated = useIsHydrated()
  const word = said.use()
  const limits = cap.use()
  const isNoticed = noticed.use()
  // as it was when the page was opened: a mode that changed by itself would be a surprise
  const [isMetered] = useState(() => typeof window !== 'undefined' && isMeteredNow())
  const wish = isHydrated ? selectWish({ consent, said: word, isMetered }) : null
  const isUnsaid = isHydrated ? word === null : !hasAnswered
  const isAnswered = isHydrated && (word !== null || isNoticed === true)
  useEffect(() => {
    if (isAnswered) writeCookie(ANSWERED_COOKIE, 'yes')
  }, [isAnswered])

  return {
    wish,
    isAsked: isUnsaid && consent === 'ask',
    isUnnoticed: isUnsaid && consent === 'notice' && isNoticed !== true,
    isCareful: isHydrated && isUnsaid && consent === 'notice' && isMetered,
    cap: limits ?? NO_CAP,
    choose: said.write,
    limit: cap.write,
    notice: () => noticed.write(true),
  }
}
