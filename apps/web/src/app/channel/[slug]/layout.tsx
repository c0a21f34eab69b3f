/** What link previews and feed readers are told of a channel's watch page. */

import { channelMetadata } from '../../../features/feeds/watch-metadata.ts'

export async function generateMetadata({ params }: LayoutProps<'/channel/[slug]'>) {
  return channelMetadata((await params).slug)
}

export default function ChannelLayout({ children }: LayoutProps<'/channel/[slug]'>) {
  return children
}
