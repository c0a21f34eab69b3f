/** A short message that stands out: something to know, to mind, or to mend. */

import clsx from 'clsx'
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

const TONES = {
  info: { icon: Info, look: 'border-sea/25 bg-sea-wash', tint: 'text-sea' },
  good: { icon: CircleCheck, look: 'border-sea/25 bg-sea-wash', tint: 'text-sea' },
  warn: { icon: TriangleAlert, look: 'border-warn/25 bg-warn-wash', tint: 'text-warn' },
  bad: { icon: CircleAlert, look: 'border-bad/25 bg-bad-wash', tint: 'text-bad' },
} as const

export function Notice({ tone = 'info', children }: { tone?: keyof typeof TONES; children: ReactNode }) {
  const { icon: Icon, look, tint } = TONES[tone]
  return (
    <div role={tone === 'bad' ? 'alert' : undefined} className={clsx('flex gap-3 rounded-xl border px-4 py-3', look)}>
      <Icon aria-hidden className={clsx('mt-0.5 size-5 shrink-0', tint)} />
      <div className="min-w-0 grow space-y-1">{children}</div>
    </div>
  )
}
