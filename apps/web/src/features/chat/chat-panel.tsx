/** The chat beside the picture: live, or as it was at the recording's moment. The page wraps it in `<Messages of={['chat']}>`. */

'use client'

import { useTranslations } from 'use-intl/react'
import { LiveChat } from './live-chat.tsx'
import { ReplayedChat } from './replayed-chat.tsx'

export type ChatPanelProps = {
  slug: string
  /** Of the broadcast that is shown; null while there is none. A replay needs one. */
  broadcastId: string | null
  mode: 'live' | 'replay'
  /** Replay: the wall clock of the moment that is shown (EXT-X-PROGRAM-DATE-TIME), in Unix milliseconds. */
  positionMs?: number | null
}

/** Fills the height that it is given. */
export function ChatPanel({ slug, broadcastId, mode, positionMs = null }: ChatPanelProps) {
  const words = useTranslations('chat')
  return (
    <section
      aria-label={words('title')}
      className="flex h-full min-h-72 flex-col overflow-hidden rounded-xl border border-line bg-surface text-[0.9375rem]"
    >
      {mode === 'live' && <LiveChat slug={slug} />}
      {mode === 'replay' && broadcastId !== null && <ReplayedChat broadcastId={broadcastId} positionMs={positionMs} />}
    </section>
  )
}
