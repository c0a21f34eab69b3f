import type { ShownBroadcast } from '@shoal/db/shown-broadcasts'
import { expect, it } from 'vitest'
import { buildFeed } from './build-feed.ts'

const at = new Date('2026-11-20T18:00:00Z')
const channel = { id: 'c', slug: 'harbour', title: 'The harbour & <friends>', ownerId: 'o', createdAt: at }
const broadcast: ShownBroadcast = {
  ...{
    id: 'abcdefghij0123456789',
    channel,
    state: 'ended',
    title: '<script>alert(1)</script> ]]> \u0007',
    description: 'a & b',
  },
  ...{ category: '', privacy: 'public', startedAt: at, liveAt: at, endedAt: at },
  recording: { seconds: 60, files: [{ rung: '720p', token: 'secret token', bytes: 1234 }] },
}
const build = (broadcasts: Parameters<typeof buildFeed>[0]['broadcasts']) =>
  buildFeed({ channel, about: '', broadcasts, site: 'https://live.example.org', origin: 'https://live.example.org' })

it('has each broadcast with its page, and its file where there is one', () => {
  const xml = build([broadcast, { ...broadcast, id: 'second', recording: null }])
  expect(xml).toContain('<link>https://live.example.org/watch/abcdefghij0123456789</link>')
  expect(xml).toMatch(/<enclosure [^>]*url="[^"]*abcdefghij0123456789\/720p\.mp4[^"]*"/)
  expect(xml).toMatch(/<enclosure [^>]*length="1234"/)
  expect(xml.match(/<enclosure /g)).toHaveLength(1)
  expect(xml.match(/<item>/g)).toHaveLength(2)
})

it('leads to the channel of what is over and not recorded', () => {
  const links = (broadcasts: Parameters<typeof build>[0]) =>
    [...build(broadcasts).matchAll(/<item>.*?<link>(.*?)<\/link>/gs)].map(([, link]) => link)
  expect(links([{ ...broadcast, recording: null }])).toEqual(['https://live.example.org/@harbour'])
  const live = { ...broadcast, state: 'live', endedAt: null, recording: null } as const
  expect(links([live])).toEqual(['https://live.example.org/watch/abcdefghij0123456789'])
})

it('leaves text as text, and is XML whatever the titles have in them', () => {
  const xml = build([broadcast])
  const outside = xml.replaceAll(/<!\[CDATA\[.*?\]\]>/gs, '')
  expect(outside).not.toContain('<script>')
  expect(outside).not.toMatch(/&(?!(amp|lt|gt|quot|apos|#\d+);)/)
  expect(xml).not.toContain('\u0007')
})

it('has descriptions that are text to a reader that takes them for HTML', () => {
  const xml = build([{ ...broadcast, description: '<img src=x onerror=alert(1)> a & b\nsecond' }])
  expect(xml).toContain('<![CDATA[&lt;img src=x onerror=alert(1)&gt; a &amp; b<br>second]]>')
})

it('does not name what has not begun', () => {
  expect(build([{ ...broadcast, state: 'starting', recording: null }])).not.toContain('<item>')
})
