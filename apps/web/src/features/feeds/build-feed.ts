/** A channel's feed (RSS 2.0): recordings as enclosures where there is an MP4 of them, links else. */

import type { ShownBroadcast } from '@shoal/db/shown-broadcasts'
import { Feed } from 'feed'
import { downloadUrl } from '../recordings/broadcast-urls.ts'

type FeedOptions = {
  channel: { slug: string; title: string }
  about: string
  /** Public ones only: the caller has seen to that. The newest first. */
  broadcasts: readonly ShownBroadcast[]
  /** Without slashes at their ends. */
  site: string
  origin: string
}

export function buildFeed({ channel, about, broadcasts, site, origin }: FeedOptions): string {
  const link = `${site}/@${channel.slug}`
  const [newest] = broadcasts
  const feed = new Feed({
    ...{ id: link, link, title: plain(channel.title), description: plain(about || channel.title), copyright: '' },
    feedLinks: { rss: `${link}/feed.xml` },
    ...(newest ? { updated: newest.endedAt ?? newest.startedAt } : {}),
    generator: 'Shoal',
  })
  for (const broadcast of broadcasts) {
    if (broadcast.state === 'starting') continue
    const { id, state, title, description, startedAt, liveAt, recording } = broadcast
    const [file] = recording?.files ?? []
    feed.addItem({
      id,
      guid: id,
      // of what is over and not recorded there is the channel alone
      link: state === 'ended' && !recording ? link : `${site}/watch/${id}`,
      title: plain(title || channel.title),
      description: asHtml(plain(description)),
      date: liveAt ?? startedAt,
      ...(file
        ? {
            enclosure: {
              url: downloadUrl(origin, { broadcastId: id, ...file }),
              length: file.bytes,
              type: 'video/mp4',
            },
          }
        : {}),
    })
  }
  return feed.rss2()
}

/** XML 1.0, section 2.2: what no document may have, however it is written. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
}

/** An item's description is HTML (RSS 2.0, "Elements of <item>"), which readers show as such. */
function asHtml(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return escaped.replaceAll('\n', '<br>')
}
