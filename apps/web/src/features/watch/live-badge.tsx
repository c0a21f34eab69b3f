/** Says whether the picture is live, and how far behind; leads back to live when it is not. */

'use client'

import clsx from 'clsx'
import { useFormatter, useTranslations } from 'use-intl/react'

type LiveBadgeProps = { isAtEdge: boolean; latencySeconds: number | null; onPress: () => void }

export function LiveBadge({ isAtEdge, latencySeconds, onPress }: LiveBadgeProps) {
  const words = useTranslations('watch.controls')
  const format = useFormatter()
  const latency = latencySeconds === null ? null : format.number(latencySeconds, { maximumFractionDigits: 1 })
  return (
    <button
      type="button"
      onClick={onPress}
      className="inline-flex h-11 items-center gap-2 px-2.5 text-sm font-semibold whitespace-nowrap text-white hover:bg-white/16 focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-white"
    >
      <span
        aria-hidden
        className={clsx('size-2 rounded-full', isAtEdge ? 'bg-[oklch(0.66_0.22_24)]' : 'bg-white/50')}
      />
      {words(isAtEdge ? 'live' : 'backToLive')}
      {isAtEdge && latency !== null && (
        <span className="hidden font-normal tabular-nums opacity-85 sm:inline" title={words('latencyHint')}>
          {words('latency', { seconds: latency })}
        </span>
      )}
    </button>
  )
}
