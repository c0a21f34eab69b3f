import { expect, it } from 'vitest'
import { parseWatchUrl } from './watch-url.ts'

it.each([
  ['http://localhost:3000/@garden', 'http://localhost:3000/', 'garden'],
  ['https://live.example.org/%40pond-2/?from=here#top', 'https://live.example.org/', 'pond-2'],
])('finds the site and the channel in %s', (text, site, channel) => {
  const page = parseWatchUrl(text)
  expect({ site: page.site.href, channel: page.channel }).toEqual({ site, channel })
})

it.each([
  '',
  'garden',
  '@garden',
  'live.example.org/@garden',
  'ftp://live.example.org/@garden',
  'https://live.example.org/',
  'https://live.example.org/@',
  'https://live.example.org/studio/garden',
  'https://live.example.org/@garden/recordings',
])('refuses %j', (text) => {
  expect(() => parseWatchUrl(text)).toThrow(/^That is not the address of a watch page: /)
})
