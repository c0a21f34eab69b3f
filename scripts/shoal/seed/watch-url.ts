/** The address of a watch page as a person copies it out of a browser or an API's answer. */

import { z } from 'zod'
import { OperatorError } from '../../operator-error.ts'

/** Where tickets are asked for: for what is live at the channel, or for this recording of it. */
export type WatchPage = { site: URL; channel: string; recording?: string }
/** A broadcast's own address says nothing of its channel: find-page.ts asks for that. */
export type WatchAddress = WatchPage | { site: URL; broadcastId: string }

const watchUrlSchema = z.url({ protocol: /^https?$/ }).transform((url) => new URL(url))
const OF_CHANNEL = /^\/(?:embed\/)?(?:@|%40)([\w-]{1,64})\/?$/
const OF_BROADCAST = /^\/(?:watch|embed)\/([a-z0-9]{12,32})\/?$/

/** @throws OperatorError when it is something else. */
export function parseWatchUrl(text: string): WatchAddress {
  const { data: url } = watchUrlSchema.safeParse(text)
  const [, channel] = OF_CHANNEL.exec(url?.pathname ?? '') ?? []
  const [, broadcastId] = OF_BROADCAST.exec(url?.pathname ?? '') ?? []
  if (url && channel !== undefined) return { site: new URL('/', url), channel }
  if (url && broadcastId !== undefined) return { site: new URL('/', url), broadcastId }
  throw new OperatorError(
    `That is not the address of a watch page: it looks like https://live.example.org/@garden or https://live.example.org/watch/4zq8w1c0k2ma, and this is ${text}`,
  )
}
