/** What a channel is doing, as one small word with a dot. */

'use client'

import type { ChannelEvent } from '@shoal/protocol/channel-event'
import clsx from 'clsx'
import { useTranslations } from 'use-intl/react'

const LOOKS: Record<ChannelEvent['state'], { look: string; dot: string }> = {
  offline: { look: 'bg-raised text-ink-soft', dot: 'bg-ink-soft/60' },
  starting: { look: 'bg-sea-wash text-sea', dot: 'bg-sea motion-safe:animate-pulse' },
  live: { look: 'bg-live text-live-ink', dot: 'bg-current' },
  interrupted: { look: 'bg-warn-wash text-warn', dot: 'bg-warn motion-safe:animate-pulse' },
  ended: { look: 'bg-raised text-ink-soft', dot: 'bg-ink-soft/60' },
}

export function StatePill({ state }: { state: ChannelEvent['state'] }) {
  const words = useTranslations('site')
  const { look, dot } = LOOKS[state]
  return (
    <span className={clsx('inline-flex items-center gap-1.5 rounded-full px-2.5 py-1 text-sm font-semibold', look)}>
      <span aria-hidden className={clsx('size-1.75 rounded-full', dot)} />
      {words(`state.${state}`)}
    </span>
  )
}
