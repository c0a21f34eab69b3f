/** Home: who is live, what is to come and what was; or what was searched for. */

import { headers } from 'next/headers'
import { AnnouncementSection, ChannelSection, LiveSection, RecordingSection } from '../features/home/home-sections.tsx'
import { type Found, type Home, readHome, searchHome } from '../features/home/read-home.ts'
import { recordedPath } from '../features/home/recorded-path.ts'
import { MAX_SEARCH_LENGTH, SearchForm } from '../features/home/search-form.tsx'
import { Empty } from '../features/site/empty.tsx'
import { KeepFresh } from '../features/site/keep-fresh.tsx'
import { PageFrame } from '../features/site/page-frame.tsx'
import { getTranslations } from '../i18n/request.ts'
import { originBase, pageAddress } from '../server/addresses.ts'
import { serverConfig } from '../server/env.ts'
import { Code, SETUP_COMMAND } from '../ui/code.tsx'

type Places = { originUrl: string; nowMs: number }

export default async function HomePage({ searchParams }: PageProps<'/'>) {
  const { q } = await searchParams
  const typed = (typeof q === 'string' ? q : '').trim().slice(0, MAX_SEARCH_LENGTH)
  const config = serverConfig()
  const places = { originUrl: originBase(pageAddress(await headers(), config), config), nowMs: Date.now() }
  if (typed) return <FoundPage words={typed} found={await searchHome(typed)} {...places} />
  return <AllPage home={await readHome()} {...places} />
}

async function AllPage({ home, ...places }: Places & { home: Home }) {
  const words = await getTranslations('home')
  const { isNew, live, announcements, recordings, hasMoreRecordings, channels } = home
  if (isNew) return <NewServer />
  return (
    <PageFrame>
      <KeepFresh />
      <div className="flex flex-wrap items-center justify-between gap-4">
        <h1 className="text-3xl font-semibold">{live.length > 0 ? words('liveNow') : words('nobodyLive')}</h1>
        <SearchForm words="" />
      </div>
      {live.length === 0 && <p className="mt-2 max-w-prose text-ink-soft">{words('nobodyLiveText')}</p>}
      <LiveSection live={live} title={words('onAir', { count: live.length })} {...places} />
      <AnnouncementSection announcements={announcements} />
      <RecordingSection
        recordings={recordings}
        title={words('recordings')}
        moreAt={hasMoreRecordings ? recordedPath() : null}
        {...places}
      />
      <ChannelSection channels={channels} title={words('channels')} />
    </PageFrame>
  )
}

async function FoundPage({ words: typed, found, ...places }: Places & { words: string; found: Found }) {
  const words = await getTranslations('home')
  const { live, recordings, hasMoreRecordings, channels } = found
  const count = live.length + recordings.length + channels.length
  return (
    <PageFrame>
      <div className="flex flex-wrap items-center justify-between gap-4">
        <h1 className="min-w-0 text-3xl font-semibold break-words">{words('results', { words: typed })}</h1>
        <SearchForm words={typed} />
      </div>
      <p className="mt-2 text-ink-soft">{words('found', { count })}</p>
      <LiveSection live={live} title={words('liveNow')} {...places} />
      <RecordingSection
        recordings={recordings}
        title={words('recordings')}
        moreAt={hasMoreRecordings ? recordedPath({ words: typed }) : null}
        {...places}
      />
      <ChannelSection channels={channels} title={words('channels')} />
    </PageFrame>
  )
}

async function NewServer() {
  const words = await getTranslations('home')
  return (
    <PageFrame>
      <Empty title={words('newTitle')}>
        <p>{words('newText')}</p>
        <p>
          {words('newShell')} <Code>{SETUP_COMMAND}</Code>
        </p>
      </Empty>
    </PageFrame>
  )
}
