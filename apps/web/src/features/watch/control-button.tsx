/** A button of ours in the bar of the player's own. */

import type { ReactNode } from 'react'

export function ControlButton({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="inline-flex min-h-11 items-center gap-1.5 rounded px-3 text-sm font-semibold whitespace-nowrap text-white hover:bg-white/16"
    >
      {children}
    </button>
  )
}
