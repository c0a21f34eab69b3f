/** `/overlay/<channel>`: the chat alone, on nothing, for a browser source in OBS. */

import { channelSlugSchema } from '@shoal/protocol/channel-slug'
import { notFound } from 'next/navigation'
import { OverlayChat } from '../../../features/chat/overlay-chat.tsx'
import { overlayOptionsSchema } from '../../../features/chat/overlay-options.ts'

export const metadata = { robots: { index: false }, referrer: 'no-referrer' } as const

export default async function OverlayPage({ params, searchParams }: PageProps<'/overlay/[slug]'>) {
  const slug = channelSlugSchema.safeParse((await params).slug)
  if (!slug.success) notFound()
  return (
    <main>
      <h1 className="sr-only">@{slug.data}</h1>
      <OverlayChat slug={slug.data} options={overlayOptionsSchema.parse(await searchParams)} />
    </main>
  )
}
