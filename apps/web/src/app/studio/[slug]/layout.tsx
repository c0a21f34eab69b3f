/** What the studio's parts have in common: the channel's name, the tabs, and one event stream for all. */

import { headers } from 'next/headers'
import { PageFrame } from '../../../features/site/page-frame.tsx'
import { readStudio } from '../../../features/studio/read-studio.ts'
import { studioOf } from '../../../features/studio/studio-of.ts'
import { StudioProvider } from '../../../features/studio/studio-provider.tsx'
import { StudioTabs } from '../../../features/studio/studio-tabs.tsx'
import { Messages } from '../../../i18n/messages.tsx'
import { getTranslations } from '../../../i18n/request.ts'
import { pageAddress, pageOrigin, rtmpUrl } from '../../../server/addresses.ts'
import { serverConfig } from '../../../server/env.ts'
import { Link } from '../../../ui/link.tsx'

export async function generateMetadata({ params }: LayoutProps<'/studio/[slug]'>) {
  const [{ channel }, words] = await Promise.all([studioOf((await params).slug), getTranslations('studio')])
  return { title: `${channel.title} · ${words('studio')}` }
}

export default async function StudioLayout({ params, children }: LayoutProps<'/studio/[slug]'>) {
  const { slug } = await params
  const { channel } = await studioOf(slug)
  const [studio, words, requestHeaders] = await Promise.all([
    readStudio(channel.id),
    getTranslations('studio'),
    headers(),
  ])
  const config = serverConfig()
  const page = pageAddress(requestHeaders, config)
  const place = {
    ...{ slug, title: channel.title, serverUrl: rtmpUrl(page, config.rtmp) },
    watchUrl: `${pageOrigin(page)}/@${slug}`,
  }
  return (
    <PageFrame isMoving>
      <Messages of={['studio', 'recordings', 'watch', 'account', 'chat']}>
        <p className="text-sm font-medium text-ink-soft">
          <Link href="/studio" className="inline-flex min-h-6 items-center hover:text-ink hover:underline">
            {words('studio')}
          </Link>
        </p>
        <h1 className="mb-3 text-3xl font-semibold break-words">
          <bdi>{channel.title}</bdi>
        </h1>
        <StudioTabs slug={slug} />
        <StudioProvider key={slug} place={place} initial={studio}>
          {children}
        </StudioProvider>
      </Messages>
    </PageFrame>
  )
}
