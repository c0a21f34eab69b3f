/** What a visitor may know of a channel: of a broadcast behind a door nothing, until they have passed it. */

import type { Channel } from '@shoal/db/channels'
import type { ChannelEvent } from '@shoal/protocol/channel-event'
import { viewerAccess } from '../../server/privacy.ts'
import { channelStatePoller } from './channel-states.ts'

/** Who may come in can change though the broadcast does not. */
const ASK_AGAIN_MS = 30_000

/** @param headers of the visitor; empty ones are nobody's */
export async function visibleEvent(headers: Headers, channel: Channel, event: ChannelEvent): Promise<ChannelEvent> {
  const announced = 'next' in event ? event.next : null
  const isShut =
    event.state !== 'offline' && event.isGuarded === true && !(await isOpen(headers, channel, event.broadcastId))
  if (!isShut && announced === null) return event
  // what a private channel has announced is nobody else's business
  const isTold = announced !== null && (await viewerAccess(headers, { channel, broadcast: null })) !== 'hidden'
  const next = isTold ? announced : null
  if (isShut || event.state === 'offline') return { state: 'offline', next }
  return event.state === 'ended' ? { ...event, next } : event
}

async function isOpen(headers: Headers, channel: Channel, broadcast: string): Promise<boolean> {
  return (await viewerAccess(headers, { channel, broadcast })) === 'open'
}

/** What the visitor may know, at once and at each change. Returns the undo. */
export function followChannelEvents(
  { headers, channel }: { headers: Headers; channel: Channel },
  send: (event: ChannelEvent) => void,
): () => void {
  let judged = { text: '', atMs: 0 }
  let isOver = false
  let turn = Promise.resolve()
  const unsubscribe = channelStatePoller().subscribe((states) => {
    const event = states.get(channel.slug)
    const text = JSON.stringify(event)
    if (!event || (text === judged.text && Date.now() - judged.atMs < ASK_AGAIN_MS)) return
    judged = { text, atMs: Date.now() }
    turn = turn
      .then(() => visibleEvent(headers, channel, event))
      .then((visible) => {
        if (!isOver) send(visible)
      })
      .catch(() => {
        judged = { text: '', atMs: 0 } // the database is away: asked again at the next reading
      })
  })
  return () => {
    isOver = true
    unsubscribe()
  }
}
