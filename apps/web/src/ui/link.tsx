/** A link within the site. */

import NextLink from 'next/link'
import type { ComponentProps } from 'react'

/** Next would fetch every page that a link in sight leads to: bytes of a phone, and work of the one server, for nothing. */
export function Link(props: ComponentProps<typeof NextLink>) {
  return <NextLink prefetch={false} {...props} />
}
