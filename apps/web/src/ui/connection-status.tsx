/** Says that what is shown has stopped moving. It is there before it has anything to say: only so is it heard politely. */

import type { ReactNode } from 'react'

export function ConnectionStatus({ children }: { children: ReactNode }) {
  const isQuiet = children === null
  return (
    <p
      role="status"
      suppressHydrationWarning
      className={isQuiet ? 'sr-only' : 'mb-4 rounded-xl border border-warn/25 bg-warn-wash px-4 py-3'}
    >
      {children}
    </p>
  )
}
