/** `/embed/@slug` and `/embed/<broadcast>`: the player alone, which any page may put into a frame (server/http-server.ts). */

import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { EmbedRoom } from '../../../features/embed/embed-room.tsx'
import { findEmbedTarget } from '../../../features/embed/embed-target.ts'
import { asChannelEvent } from '../../../features/recordings/as-channel-event.ts'
import { KeepFresh } from '../../../features/site/keep-fresh.tsx'
import { p2pTerms } from '../../../features/watch/p2p-terms.ts'
import { Messages } from '../../../i18n/messages.tsx'
import { getTranslations } from '../../../i18n/request.ts'
import { originBase, pageAddress } from '../../../server/addresses.ts'
import { serverConfig } from '../../../server/env.ts'

const targetOf = cache(async (target: string) => findEmbedTarget(target, await headers()))

export async function generateMetadata({ params }: PageProps<'/embed/[target]'>): Promise<Metadata> {
  const found = await targetOf((await params).target)
  return { title: found?.channel.title ?? null, robots: { index: false } }
}

export default async function EmbedPage({ params, searchParams }: PageProps<'/embed/[target]'>) {
  const [{ target }, query, requestHeaders] = await Promise.all([params, searchParams, headers()])
  const found = await targetOf(target)
  if (!found) notFound()
  const { channel } = found
  const watchPath = found.kind === 'recording' ? `/watch/${found.broadcastId}` : `/@${channel.slug}`
  if (found.access !== 'open') return <ElsewhereOnly path={watchPath} />
  const config = serverConfig()
  return (
    <main>
      <h1 className="sr-only">{channel.title}</h1>
      <Messages of={['watch', 'embed']}>
        <EmbedRoom
          channel={{ slug: channel.slug, title: channel.title }}
          recordingId={found.kind === 'recording' ? found.broadcastId : null}
          initial={found.kind === 'channel' ? found.event : asChannelEvent(found)}
          originUrl={originBase(pageAddress(requestHeaders, config), config)}
          terms={await p2pTerms()}
          options={{ plays: query.autoplay === '1', isMuted: query.muted === '1', isSharing: query.p2p !== 'off' }}
        />
      </Messages>
    </main>
  )
}

/** Who has to sign in, or to give a password, does so at the page itself: a frame of another site has no cookies of ours. */
async function ElsewhereOnly({ path }: { path: string }) {
  const words = await getTranslations('embed')
  return (
    <main className="fixed inset-0 grid place-content-center gap-4 bg-deep px-6 text-center text-deep-ink">
      <KeepFresh />
      <h1 className="text-xl font-semibold">{words('elsewhere')}</h1>
      <a href={path} target="_blank" rel="noopener" className="font-medium underline underline-offset-4">
        {words('open')}
      </a>
    </main>
  )
}
