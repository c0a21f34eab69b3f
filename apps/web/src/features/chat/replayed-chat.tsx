/** The chat as it was at the moment of the recording that is shown; seeking goes both ways. */

'use client'

import { useRef } from 'react'
import { useTranslations } from 'use-intl/react'
import { ChatLine } from './chat-line.tsx'
import { useReplay } from './use-replay.ts'
import { useStuckScroll } from './use-stuck-scroll.ts'

export function ReplayedChat({ broadcastId, positionMs }: { broadcastId: string; positionMs: number | null }) {
  const words = useTranslations('chat')
  const list = useRef<HTMLDivElement>(null)
  const { lines, isAway, isWaiting } = useReplay(broadcastId, positionMs)
  const { onScroll } = useStuckScroll(list, lines.at(-1)?.id)
  return (
    <>
      <header className="flex items-center justify-between gap-2 border-b border-line px-3 py-2">
        <h2 className="font-semibold">{words('replay.title')}</h2>
        <p role="status" className="text-xs text-ink-soft">
          {isAway && words('replay.away')}
        </p>
      </header>
      <div
        ref={list}
        onScroll={onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard has to get there
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={words('messages')}
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain py-2"
      >
        {lines.length === 0 && (positionMs === null || !isWaiting) && (
          <p className="p-6 text-center text-sm text-ink-soft">
            {words(positionMs === null ? 'replay.before' : 'replay.empty')}
          </p>
        )}
        <ul className="px-1">
          {lines.map((line) => (
            <ChatLine key={line.id} line={line} menu={null} />
          ))}
        </ul>
      </div>
    </>
  )
}
