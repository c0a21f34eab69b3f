/** Tells Radix's parts which way the page is read: those that are given no direction are left to right. */

'use client'

import { Direction } from 'radix-ui'
import type { ReactNode } from 'react'

export function ReadingDirection({ dir, children }: { dir: 'ltr' | 'rtl'; children: ReactNode }) {
  return <Direction.Provider dir={dir}>{children}</Direction.Provider>
}
