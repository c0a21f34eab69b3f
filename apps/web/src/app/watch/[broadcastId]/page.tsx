/** `/watch/<broadcast>`: a recording by itself, or the way to where the broadcast is. */

import { findWatched } from '@shoal/db/channel-shelf'
import { findRecording } from '@shoal/db/recordings'
import { needsTicket } from '@shoal/protocol/privacy'
import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { cache } from 'react'
import { DoorPage } from '../../../features/privacy/door-page.tsx'
import { RecordingRoom } from '../../../features/recordings/recording-room.tsx'
import { Empty } from '../../../features/site/empty.tsx'
import { Header } from '../../../features/site/header.tsx'
import { p2pTerms } from '../../../features/watch/p2p-terms.ts'
import { readShelf } from '../../../features/watch/read-shelf.ts'
import { Messages } from '../../../i18n/messages.tsx'
import { getTranslations } from '../../../i18n/request.ts'
import { originBase, pageAddress } from '../../../server/addresses.ts'
import { database } from '../../../server/database.ts'
import { serverConfig } from '../../../server/env.ts'
import { viewerAccess, viewerDoor } from '../../../server/privacy.ts'
import { Link } from '../../../ui/link.tsx'

const recordingOf = cache((broadcastId: string) => findRecording(database(), broadcastId))
const watchedOf = cache((broadcastId: string) => findWatched(database(), broadcastId))

/** The title is for those who may see the broadcast. */
export async function generateMetadata({ params }: PageProps<'/watch/[broadcastId]'>) {
  const watched = await watchedOf((await params).broadcastId)
  if (!watched) return {}
  const access = await viewerAccess(await headers(), { channel: watched.channel, broadcast: watched.id })
  if (access === 'hidden') return {}
  return { title: access === 'open' ? watched.title || watched.channel.title : watched.channel.title }
}

export default async function RecordingPage({ params }: PageProps<'/watch/[broadcastId]'>) {
  const { broadcastId } = await params
  const [recording, watched] = await Promise.all([recordingOf(broadcastId), watchedOf(broadcastId)])
  if (!watched) notFound()
  const requestHeaders = await headers()
  const { channel, id, title, category, description, startedAt } = watched
  const { access, door } = await viewerDoor(requestHeaders, { channel, broadcast: id })
  if (access === 'hidden') notFound()
  if (access !== 'open') return <DoorPage {...{ access, channel, broadcastId }} path={`/watch/${broadcastId}`} />
  if (watched.state !== 'ended' || recording?.state === 'recording') redirect(`/@${channel.slug}`)
  const ready = recording?.state === 'ready' ? recording : null
  const config = serverConfig()
  return (
    <>
      <Header />
      <main id="content" className={ready ? '' : 'px-4 sm:px-6'}>
        {ready ? (
          <Messages of={['watch', 'chat']}>
            <RecordingRoom
              {...{ broadcastId, channel, seconds: ready.seconds }}
              isGuarded={door !== null && needsTicket(door.privacy)}
              about={{ title, category, description, startedAtMs: startedAt.getTime() }}
              originUrl={originBase(pageAddress(requestHeaders, config), config)}
              terms={await p2pTerms()}
              shelf={await readShelf(channel, broadcastId)}
            />
          </Messages>
        ) : (
          <Gone slug={channel.slug} reason={!recording || recording.state === 'failed' ? 'gone' : 'deleted'} />
        )}
      </main>
    </>
  )
}

async function Gone({ slug, reason }: { slug: string; reason: 'gone' | 'deleted' }) {
  const words = await getTranslations('watch')
  return (
    <Empty title={words(`about.${reason}`)}>
      <p>
        {words.rich('about.channelAt', {
          slug: `@${slug}`,
          link: (text) => (
            <Link href={`/@${slug}`} className="text-sea underline underline-offset-4">
              {text}
            </Link>
          ),
        })}
      </p>
    </Empty>
  )
}
