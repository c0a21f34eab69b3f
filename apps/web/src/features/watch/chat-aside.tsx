/** The chat beside the picture, loaded after it: live, or as it was at the moment that a recording shows. */

'use client'

import dynamic from 'next/dynamic'
import { memo, useCallback } from 'react'
import { useTranslations } from 'use-intl/react'
import { loadPart } from '../../ui/load-part.ts'
import { ChatSkeleton } from '../chat/chat-skeleton.tsx'
import { afterPicture } from './after-picture.ts'
import { useFigures } from './use-figures.ts'

/** As it will begin, so that the page has no hole meanwhile. */
function Waiting() {
  const words = useTranslations('chat')
  return (
    <div className="flex h-full flex-col overflow-hidden rounded-xl border border-line bg-surface text-[0.9375rem]">
      <p className="border-b border-line px-3 py-2 font-semibold">{words('title')}</p>
      <ChatSkeleton />
    </div>
  )
}

const ChatPanel = dynamic(
  () => afterPicture().then(() => loadPart(() => import('../chat/chat-panel.tsx')).then((chunk) => chunk.ChatPanel)),
  { ssr: false, loading: Waiting },
)

type ChatAsideProps = {
  slug: string
  broadcastId: string | null
  /** Null while it is live; has to stay the same function. */
  pictureMs: (() => number | undefined) | null
}

/** The room around it is made anew each second. */
export const ChatAside = memo(function ChatAside({ slug, broadcastId, pictureMs }: ChatAsideProps) {
  const positionMs = useFigures(useCallback(() => pictureMs?.() ?? null, [pictureMs]))
  return (
    <div className="h-112 lg:sticky lg:top-6 lg:h-[min(52rem,calc(100dvh-7rem))]">
      <ChatPanel
        {...{ slug, broadcastId, positionMs }}
        // another broadcast, or the other kind, is another chat
        key={pictureMs === null ? 'live' : broadcastId}
        mode={pictureMs === null ? 'live' : 'replay'}
      />
    </div>
  )
})
