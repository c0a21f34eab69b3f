/** `/@slug` (next.config.ts leads it here): the watch page. */

import { latestBroadcast } from '@shoal/db/broadcasts'
import { findChannel } from '@shoal/db/channels'
import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { channelEvent } from '../../../features/channels/channel-event-of.ts'
import { Header } from '../../../features/site/header.tsx'
import { WatchRoom } from '../../../features/watch/watch-room.tsx'
import { database } from '../../../server/database.ts'
import { findOperator } from '../../../server/session.ts'

const channelOf = cache((slug: string) => findChannel(database(), slug))

export async function generateMetadata({ params }: PageProps<'/watch/[slug]'>) {
  const channel = await channelOf((await params).slug)
  return { title: channel?.title ?? 'Not found' }
}

export default async function WatchPage({ params }: PageProps<'/watch/[slug]'>) {
  const { slug } = await params
  const channel = await channelOf(slug)
  if (!channel) notFound()
  const [broadcast, operator] = await Promise.all([
    latestBroadcast(database(), channel.id),
    findOperator(await headers()),
  ])
  return (
    <>
      <Header isOperator={operator !== null} />
      <main>
        <WatchRoom slug={slug} title={channel.title} initial={channelEvent(broadcast)} />
      </main>
    </>
  )
}
