/** What a channel is doing, as one small word with a dot. */

import type { ChannelEvent } from '@shoal/protocol/channel-event'
import clsx from 'clsx'

const WORDS: Record<ChannelEvent['state'], { text: string; look: string; dot: string }> = {
  offline: { text: 'Not live yet', look: 'bg-raised text-ink-soft', dot: 'bg-ink-soft/60' },
  starting: { text: 'Starting', look: 'bg-sea-wash text-sea', dot: 'bg-sea motion-safe:animate-pulse' },
  live: { text: 'Live', look: 'bg-live text-white dark:text-black', dot: 'bg-current' },
  interrupted: { text: 'Interrupted', look: 'bg-warn-wash text-warn', dot: 'bg-warn motion-safe:animate-pulse' },
  ended: { text: 'Ended', look: 'bg-raised text-ink-soft', dot: 'bg-ink-soft/60' },
}

export function StatePill({ state }: { state: ChannelEvent['state'] }) {
  const { text, look, dot } = WORDS[state]
  return (
    <span className={clsx('inline-flex items-center gap-1.5 rounded-full px-2.5 py-1 text-sm font-semibold', look)}>
      <span aria-hidden className={clsx('size-1.75 rounded-full', dot)} />
      {text}
    </span>
  )
}
