/** `/studio/<slug>`: the streamer's room. */

import { channelSettings, findChannel } from '@shoal/db/channels'
import { listStreamKeys } from '@shoal/db/stream-keys'
import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import { PageFrame } from '../../../features/site/page-frame.tsx'
import { ChannelSwitch } from '../../../features/studio/channel-switch.tsx'
import { readStudio } from '../../../features/studio/read-studio.ts'
import { StudioRoom } from '../../../features/studio/studio-room.tsx'
import { channelsRunBy, mayOnChannel } from '../../../server/access.ts'
import { originBase, pageAddress, pageOrigin, rtmpUrl } from '../../../server/addresses.ts'
import { database } from '../../../server/database.ts'
import { serverConfig } from '../../../server/env.ts'
import { requireAccount } from '../../../server/session.ts'

export const metadata = { title: 'Studio' }

export default async function StudioPage({ params }: PageProps<'/studio/[slug]'>) {
  const { slug } = await params
  const account = await requireAccount(`/studio/${slug}`, 'streamer')
  const channel = await findChannel(database(), slug)
  if (!channel || !(await mayOnChannel(account, channel, 'run'))) notFound()
  const [keys, studio, channels, settings] = await Promise.all([
    listStreamKeys(database(), channel.id),
    readStudio(channel.id),
    channelsRunBy(account),
    channelSettings(database(), channel.id),
  ])
  if (!settings) notFound() // deleted a moment ago
  const config = serverConfig()
  const page = pageAddress(await headers(), config)
  return (
    <PageFrame>
      <div className="mb-6 flex flex-wrap items-end justify-between gap-4">
        <div>
          <p className="text-sm font-medium text-ink-soft">Studio</p>
          <h1 className="text-3xl font-semibold">{channel.title}</h1>
        </div>
        {channels.length > 1 && (
          <ChannelSwitch channels={channels.map(({ slug, title }) => ({ slug, title }))} current={slug} />
        )}
      </div>
      <StudioRoom
        slug={slug}
        initial={studio}
        settings={settings}
        serverUrl={rtmpUrl(page, config.rtmp)}
        originUrl={originBase(page, config)}
        watchUrl={`${pageOrigin(page)}/@${slug}`}
        keys={keys.map((key) => ({
          id: key.id,
          name: key.name,
          hint: key.hint,
          createdAtMs: key.createdAt.getTime(),
          lastUsedAtMs: key.lastUsedAt?.getTime() ?? null,
          isRevoked: key.revokedAt !== null,
        }))}
      />
    </PageFrame>
  )
}
