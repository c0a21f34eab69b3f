/** From the address of a broadcast to its channel, which is where tickets are asked for, and to its recording where it is over. */

import { broadcastStateSchema } from '@shoal/protocol/broadcast-state'
import { z } from 'zod'
import { OperatorError } from '../../operator-error.ts'
import { askSite } from './ask-site.ts'
import { BEHIND_DOOR } from './request-ticket.ts'
import type { WatchAddress, WatchPage } from './watch-url.ts'

const broadcastSchema = z.object({
  channel: z.object({ slug: z.string().regex(/^[\w-]{1,64}$/) }),
  state: broadcastStateSchema,
  recording: z.unknown(),
})
const refusalSchema = z.object({ error: z.string() })

/** @throws OperatorError where there is nothing to give to, or no way to know. */
export async function findPage(address: WatchAddress, signal: AbortSignal): Promise<WatchPage> {
  if ('channel' in address) return address
  const { site, broadcastId } = address
  const path = `/api/v1/broadcasts/${broadcastId}`
  const { status, body } = await ask(new URL(path, site), signal)
  const broadcast = broadcastSchema.safeParse(body)
  if (status === 200 && broadcast.success) {
    const { channel, state, recording } = broadcast.data
    if (state !== 'ended') return { site, channel: channel.slug }
    if (recording !== null) return { site, channel: channel.slug, recording: broadcastId }
    throw new OperatorError(explainEnd(new URL(`/@${channel.slug}`, site)))
  }
  const refusal = refusalSchema.safeParse(body)
  if (refusal.data?.error !== 'unknown-broadcast') {
    throw new OperatorError(`What answers at ${site.host} (${status}) is no Shoal that tells of its broadcasts.`)
  }
  // to a stranger its chat alone says what is asked for at its door
  const chat = refusalSchema.safeParse((await ask(new URL(`${path}/chat?from=0&to=1`, site), signal)).body)
  const { error } = chat.data ?? {}
  if (error === 'password' || error === 'sign-in') throw new OperatorError(BEHIND_DOOR[error])
  throw new OperatorError(`There is no broadcast ${broadcastId} at ${site.host}, or it is private.`)
}

async function ask(url: URL, signal: AbortSignal) {
  const answer = await askSite(url, { signal })
  if (answer.kind === 'answered') return answer
  throw new OperatorError(`${url.host} does not tell of the broadcast: ${answer.why}.`)
}

function explainEnd(channelUrl: URL): string {
  return `That broadcast has ended, and there is no recording of it. For the next one of its channel: npm run shoal -- seed ${channelUrl} --stay`
}
