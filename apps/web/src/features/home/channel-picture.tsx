/** A channel's picture, or its first letter on water. */

import type { ListedChannel } from '@shoal/db/listings'
import Image from 'next/image'

export function ChannelPicture({ channel }: { channel: ListedChannel }) {
  if (channel.picture !== null) {
    return (
      <Image
        unoptimized
        src={`/media/${channel.picture}`}
        alt=""
        width={40}
        height={40}
        className="size-10 shrink-0 rounded-full object-cover"
      />
    )
  }
  return (
    <span
      aria-hidden
      className="grid size-10 shrink-0 place-items-center rounded-full bg-deep font-semibold text-deep-ink uppercase"
    >
      {[...channel.title][0]}
    </span>
  )
}
