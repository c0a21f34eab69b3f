/** Links in one row, which is pushed sideways where it is too narrow: the page that one is on is in sight. */

'use client'

import { type ComponentProps, useEffect, useRef } from 'react'

export function NavRow(props: ComponentProps<'nav'>) {
  const nav = useRef<HTMLElement>(null)
  useEffect(() => {
    nav.current?.querySelector('[aria-current="page"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  })
  return <nav {...props} ref={nav} />
}
