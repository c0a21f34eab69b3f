/** What scrolls by itself can be reached by keyboard, and has a name (WCAG 2.1.1; axe `scrollable-region-focusable`). */

import type { ReactNode } from 'react'

type ScrollRegionProps = { label: string; className?: string; children: ReactNode }

export function ScrollRegion({ label, className = '', children }: ScrollRegionProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a browser's keys scroll only what has the focus
    <section tabIndex={0} aria-label={label} className={`overflow-auto ${className}`}>
      {children}
    </section>
  )
}
