/** What link previews and feed readers are told of a broadcast's page. */

import { broadcastMetadata } from '../../../features/feeds/watch-metadata.ts'

export async function generateMetadata({ params }: LayoutProps<'/watch/[broadcastId]'>) {
  return broadcastMetadata((await params).broadcastId)
}

export default function BroadcastLayout({ children }: LayoutProps<'/watch/[broadcastId]'>) {
  return children
}
