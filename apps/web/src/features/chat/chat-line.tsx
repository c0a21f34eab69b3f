/** One message: who, what, and for moderators a menu. */

'use client'

import type { ChatLine as Line } from '@shoal/protocol/chat'
import { Shield, Star } from 'lucide-react'
import { memo } from 'react'
import { useLocale, useTranslations } from 'use-intl/react'
import { formatDate } from '../../ui/dates.ts'
import { LineMenu, type LineMenuProps } from './line-menu.tsx'
import { LineText } from './line-text.tsx'
import { nameColour } from './name-colour.ts'

type ChatLineProps = { line: Line; menu: Pick<LineMenuProps, 'client' | 'rights'> | null; timeZone?: string }

export const ChatLine = memo(function ChatLine({ line, menu }: ChatLineProps) {
  const { author, text, at } = line
  return (
    <li className="group/line relative overflow-hidden rounded px-2 py-1 leading-snug hover:bg-raised">
      <AuthorName author={author} at={at} /> <LineText text={text} />
      {menu && <LineMenu line={line} {...menu} />}
    </li>
  )
})

export function AuthorName({ author: { key, name, kind }, at }: { author: Line['author']; at: number }) {
  const words = useTranslations('chat')
  const time = formatDate(at, 'time', { locale: useLocale() })
  return (
    <span title={`${words(`kind.${kind}`)} · ${time}`} suppressHydrationWarning>
      {kind === 'owner' && (
        <Star className="me-1 inline size-3.5 -translate-y-px text-warn" aria-label={words('kind.owner')} />
      )}
      {kind === 'moderator' && (
        <Shield className="me-1 inline size-3.5 -translate-y-px text-sea" aria-label={words('kind.moderator')} />
      )}
      <bdi className="font-semibold" style={{ color: nameColour(key) }}>
        {name}
      </bdi>
      <span aria-hidden>:</span>
    </span>
  )
}
