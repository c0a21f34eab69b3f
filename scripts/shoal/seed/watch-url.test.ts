import { expect, it } from 'vitest'
import { parseWatchUrl } from './watch-url.ts'

it.each([
  ['http://localhost:3000/@garden', 'http://localhost:3000/', { channel: 'garden' }],
  ['https://live.example.org/%40pond-2/?from=here#top', 'https://live.example.org/', { channel: 'pond-2' }],
  ['https://live.example.org/embed/@garden', 'https://live.example.org/', { channel: 'garden' }],
  ['https://live.example.org/watch/4zq8w1c0k2ma', 'https://live.example.org/', { broadcastId: '4zq8w1c0k2ma' }],
  ['http://localhost:3000/embed/4zq8w1c0k2ma/?muted=1', 'http://localhost:3000/', { broadcastId: '4zq8w1c0k2ma' }],
])('finds the site and the channel or broadcast in %s', (text, href, named) => {
  const { site, ...found } = parseWatchUrl(text)
  expect({ href: site.href, ...found }).toEqual({ href, ...named })
})

it.each([
  '',
  'garden',
  '@garden',
  'live.example.org/@garden',
  'ftp://live.example.org/@garden',
  'https://live.example.org/',
  'https://live.example.org/@',
  'https://live.example.org/watch/',
  'https://live.example.org/watch/@garden',
  'https://live.example.org/studio/garden',
  'https://live.example.org/@garden/recordings',
])('refuses %j', (text) => {
  expect(() => parseWatchUrl(text)).toThrow(/^That is not the address of a watch page: /)
})
