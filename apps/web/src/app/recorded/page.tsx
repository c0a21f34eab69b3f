/** `/recorded`: every public recording, page by page; `?channel=<slug>` a channel's, `?q=<words>` those that have them. */

import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import { RecordingSection } from '../../features/home/home-sections.tsx'
import { type Recorded, readRecorded } from '../../features/home/read-recorded.ts'
import { recordedPath, type Wanted } from '../../features/home/recorded-path.ts'
import { MAX_SEARCH_LENGTH } from '../../features/home/search-form.tsx'
import { PageFrame } from '../../features/site/page-frame.tsx'
import { getTranslations } from '../../i18n/request.ts'
import { originBase, pageAddress } from '../../server/addresses.ts'
import { serverConfig } from '../../server/env.ts'
import { ButtonLink } from '../../ui/button.tsx'

type Query = Record<string, string | string[] | undefined>

export async function generateMetadata({ searchParams }: PageProps<'/recorded'>) {
  const wanted = readWanted(await searchParams)
  const recorded = await readRecorded(wanted)
  return recorded ? { title: await titleOf(recorded, wanted) } : {}
}

export default async function RecordedPage({ searchParams }: PageProps<'/recorded'>) {
  const wanted = readWanted(await searchParams)
  const recorded = await readRecorded(wanted)
  if (!recorded) notFound()
  const config = serverConfig()
  const [words, title] = await Promise.all([getTranslations('home'), titleOf(recorded, wanted)])
  const { recordings, olderBeforeMs } = recorded
  return (
    <PageFrame>
      <h1 className="text-3xl font-semibold break-words">{title}</h1>
      {recordings.length === 0 && <p className="mt-2 text-ink-soft">{words('noRecordings')}</p>}
      <RecordingSection
        recordings={recordings}
        title={words('recordings')}
        isFirst
        originUrl={originBase(pageAddress(await headers(), config), config)}
        nowMs={Date.now()}
      />
      <nav aria-label={words('recordings')} className="mt-10 flex flex-wrap gap-3 empty:hidden">
        {wanted.beforeMs !== null && (
          <ButtonLink href={recordedPath({ ...wanted, beforeMs: null })} look="quiet">
            {words('newestRecordings')}
          </ButtonLink>
        )}
        {olderBeforeMs !== null && (
          <ButtonLink href={recordedPath({ ...wanted, beforeMs: olderBeforeMs })} look="quiet">
            {words('olderRecordings')}
          </ButtonLink>
        )}
      </nav>
    </PageFrame>
  )
}

/** What makes no sense in the address is as if it were not there. */
function readWanted({ q, channel, before }: Query): Wanted {
  const beforeMs = typeof before === 'string' ? Date.parse(before) : Number.NaN
  return {
    words: (typeof q === 'string' ? q : '').trim().slice(0, MAX_SEARCH_LENGTH),
    slug: typeof channel === 'string' ? channel : null,
    beforeMs: Number.isNaN(beforeMs) ? null : beforeMs,
  }
}

async function titleOf({ channel }: Recorded, { words: typed }: Wanted): Promise<string> {
  const words = await getTranslations('home')
  if (typed) return words('recordingsWith', { words: typed })
  return channel ? words('recordingsOf', { channel: channel.title }) : words('allRecordings')
}
