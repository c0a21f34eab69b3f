/** The address of a watch page, `http(s)://host/@channel`, as a person copies it out of a browser. */

import { z } from 'zod'
import { OperatorError } from '../../operator-error.ts'

export type WatchPage = { site: URL; channel: string }

const watchUrlSchema = z.url({ protocol: /^https?$/ }).transform((url) => new URL(url))

/** @throws OperatorError when it is something else. */
export function parseWatchUrl(text: string): WatchPage {
  const parsed = watchUrlSchema.safeParse(text)
  const [, channel] = /^\/(?:@|%40)([\w-]{1,64})\/?$/.exec(parsed.data?.pathname ?? '') ?? []
  if (!parsed.success || channel === undefined) {
    throw new OperatorError(
      `That is not the address of a watch page: it looks like https://live.example.org/@garden, and this is ${text}`,
    )
  }
  return { site: new URL('/', parsed.data), channel }
}
