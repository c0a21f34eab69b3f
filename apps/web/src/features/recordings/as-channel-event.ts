/** A recording by itself, as the event of a channel that did nothing since. */

import type { BroadcastAbout, ChannelEvent } from '@shoal/protocol/channel-event'

type Recording = { broadcastId: string; about: BroadcastAbout; isGuarded: boolean }

export function asChannelEvent({ broadcastId, about, isGuarded }: Recording): ChannelEvent {
  return {
    state: 'ended',
    recording: 'ready',
    next: null,
    epoch: 1,
    broadcastId,
    about,
    ...(isGuarded && { isGuarded }),
  }
}
