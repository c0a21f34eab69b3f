/** `/@slug` (next.config.mjs leads it here): the watch page. */

import { channelProfile } from '@shoal/db/channel-profile'
import { channelStates } from '@shoal/db/channel-states'
import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { channelEvent } from '../../../features/channels/channel-event-of.ts'
import { visibleEvent } from '../../../features/channels/visible-event.ts'
import { DoorPage } from '../../../features/privacy/door-page.tsx'
import { pageAccess, pageChannel } from '../../../features/privacy/page-channel.ts'
import { Header } from '../../../features/site/header.tsx'
import { p2pTerms } from '../../../features/watch/p2p-terms.ts'
import { readShelf } from '../../../features/watch/read-shelf.ts'
import { WatchRoom } from '../../../features/watch/watch-room.tsx'
import { Messages } from '../../../i18n/messages.tsx'
import { originBase, pageAddress } from '../../../server/addresses.ts'
import { database } from '../../../server/database.ts'
import { serverConfig } from '../../../server/env.ts'

export async function generateMetadata({ params }: PageProps<'/channel/[slug]'>) {
  const channel = await pageChannel((await params).slug)
  // a channel that is hidden has no name either
  return channel && (await pageAccess(channel)) !== 'hidden' ? { title: channel.title } : {}
}

export default async function WatchPage({ params }: PageProps<'/channel/[slug]'>) {
  const { slug } = await params
  const channel = await pageChannel(slug)
  const lower = slug.toLowerCase() // phones begin what is typed with a capital
  if (!channel && lower !== slug) redirect(`/@${lower}`)
  if (!channel) notFound()
  const requestHeaders = await headers()
  const access = await pageAccess(channel)
  if (access === 'hidden') notFound()
  if (access !== 'open') return <DoorPage {...{ access, channel }} broadcastId={null} path={`/@${slug}`} />
  const config = serverConfig()
  const [[state], profile, shelf, terms] = await Promise.all([
    channelStates(database(), { channelId: channel.id }),
    channelProfile(database(), channel.id),
    readShelf(channel),
    p2pTerms(),
  ])
  return (
    <>
      <Header />
      <main id="content">
        <Messages of={['watch', 'chat', 'notifications']}>
          <WatchRoom
            channel={{ slug, title: channel.title, about: profile?.about ?? '' }}
            initial={await visibleEvent(requestHeaders, channel, channelEvent(state))}
            originUrl={originBase(pageAddress(requestHeaders, config), config)}
            {...{ terms, shelf }}
          />
        </Messages>
      </main>
    </>
  )
}
