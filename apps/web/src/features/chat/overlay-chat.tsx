/** The chat over a picture, for OBS: big, on nothing, and gone after a while. */

'use client'

import type { ChatLine } from '@shoal/protocol/chat'
import { useEffect, useState } from 'react'
import { LineText } from './line-text.tsx'
import { nameColour } from './name-colour.ts'
import type { OverlayOptions } from './overlay-options.ts'
import { useChat } from './use-chat.ts'

const LOOKS_EVERY_MS = 500

export function OverlayChat({ slug, options }: { slug: string; options: OverlayOptions }) {
  const { state } = useChat(slug, options.key)
  const [now, setNow] = useState(0)
  /** When a line was first here, by this clock. */
  const [since] = useState(() => new Map<number, number>())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), LOOKS_EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  const shown = state.rules?.isOn === false ? [] : state.lines.shown.slice(-options.lines)
  for (const { id } of shown) if (!since.has(id)) since.set(id, Date.now())
  for (const id of since.keys()) if (id < (shown[0]?.id ?? 0)) since.delete(id)
  const isThere = ({ id, at }: ChatLine) => {
    if (options.seconds === 0) return true
    const began = Math.max(since.get(id) ?? 0, at)
    return now - began < options.seconds * 1000
  }
  return (
    <ul
      data-overlay
      className="fixed inset-x-0 bottom-0 flex flex-col justify-end gap-[0.35em] overflow-hidden p-[0.6em] font-semibold text-white"
      style={{
        fontSize: `${options.size}px`,
        textShadow: '0 0 0.2em #000, 0 0.05em 0.15em #000, 0 0 0.6em rgb(0 0 0 / 0.7)',
      }}
    >
      {shown.filter(isThere).map((line) => (
        <li key={line.id} className="leading-tight">
          {options.names && (
            <bdi style={{ color: nameColour(line.author.key), colorScheme: 'dark' }}>{line.author.name}: </bdi>
          )}
          <LineText text={line.text} />
        </li>
      ))}
    </ul>
  )
}
