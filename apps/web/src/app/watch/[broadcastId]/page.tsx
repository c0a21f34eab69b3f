/** `/watch/<broadcast>`: a recording by itself. */

import { findChannel } from '@shoal/db/channels'
import { findRecording } from '@shoal/db/recordings'
import { headers } from 'next/headers'
import Link from 'next/link'
import { notFound, redirect } from 'next/navigation'
import { cache } from 'react'
import { DoorPage } from '../../../features/privacy/door-page.tsx'
import { RecordingRoom } from '../../../features/recordings/recording-room.tsx'
import { Header } from '../../../features/site/header.tsx'
import { originBase, pageAddress } from '../../../server/addresses.ts'
import { database } from '../../../server/database.ts'
import { serverConfig } from '../../../server/env.ts'
import { viewerAccess } from '../../../server/privacy.ts'
import { Empty } from '../../../ui/empty.tsx'

const recordingOf = cache((broadcastId: string) => findRecording(database(), broadcastId))

export async function generateMetadata({ params }: PageProps<'/watch/[broadcastId]'>) {
  const recording = await recordingOf((await params).broadcastId)
  return { title: recording?.channel.title ?? 'Not found' }
}

export default async function RecordingPage({ params }: PageProps<'/watch/[broadcastId]'>) {
  const recording = await recordingOf((await params).broadcastId)
  if (!recording) notFound()
  const { broadcastId, channel, state, seconds, startedAt } = recording
  if (state === 'recording') redirect(`/@${channel.slug}`)
  const requestHeaders = await headers()
  const owner = await findChannel(database(), channel.slug)
  const access = owner ? await viewerAccess(requestHeaders, { channel: owner, broadcast: broadcastId }) : 'hidden'
  if (access === 'hidden') notFound()
  if (access !== 'open') return <DoorPage {...{ access, channel, broadcastId }} path={`/watch/${broadcastId}`} />
  const config = serverConfig()
  return (
    <>
      <Header />
      <main id="content" className={state === 'ready' ? '' : 'px-4 sm:px-6'}>
        {state === 'ready' ? (
          <RecordingRoom
            broadcastId={broadcastId}
            channel={channel}
            startedAtMs={startedAt.getTime()}
            seconds={seconds}
            originUrl={originBase(pageAddress(requestHeaders, config), config)}
          />
        ) : (
          <Empty title={state === 'failed' ? 'Nothing was kept of this broadcast' : 'This recording is deleted'}>
            <p>
              The channel is at{' '}
              <Link href={`/@${channel.slug}`} prefetch={false} className="text-sea underline underline-offset-4">
                @{channel.slug}
              </Link>
              .
            </p>
          </Empty>
        )}
      </main>
    </>
  )
}
