/** One thing to say in place of the chat. */

import { MessageSquareOff } from 'lucide-react'
import type { ReactNode } from 'react'

export function ChatNote({ children }: { children: ReactNode }) {
  return (
    <div className="grid flex-1 place-content-center justify-items-center gap-2 p-6 text-center text-ink-soft">
      <MessageSquareOff aria-hidden className="size-6" />
      <p className="max-w-xs text-sm">{children}</p>
    </div>
  )
}
