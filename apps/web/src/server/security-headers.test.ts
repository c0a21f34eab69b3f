import { expect, it } from 'vitest'
import { contentSecurityPolicy, headersOf, isFrameable } from './security-headers.ts'

it('lets the player into frames, and nothing else', () => {
  for (const path of ['/embed/@harbour', '/embed/%40harbour?autoplay=1', '/embed/testbroadcast0000001/']) {
    expect([path, isFrameable(path)]).toEqual([path, true])
    expect(headersOf(path)).toMatchObject({ 'X-Frame-Options': null, 'X-Content-Type-Options': 'nosniff' })
  }
  for (const path of [
    '/',
    '/@harbour',
    '/embed',
    '/embed/',
    '/embed/@harbour/ticket',
    '/sign-in?next=/embed/@harbour',
  ]) {
    expect([path, isFrameable(path)]).toEqual([path, false])
    expect(headersOf(path)).toMatchObject({ 'X-Frame-Options': 'DENY', 'Cross-Origin-Opener-Policy': 'same-origin' })
  }
})

it('lets every page load the two scripts for pages, and no other', () => {
  expect(headersOf('/shoal-player.js')).toMatchObject({ 'Access-Control-Allow-Origin': '*' })
  expect(headersOf('/embed.js?v=1')).toMatchObject({ 'Cross-Origin-Resource-Policy': 'cross-origin' })
  expect(headersOf('/embed.json')).not.toHaveProperty('Access-Control-Allow-Origin')
})

it('lets the page that shows the element play what is anywhere, and runs no more scripts there', () => {
  const directivesOf = (path: string) => {
    const policy = contentSecurityPolicy({
      ...{ path, nonce: 'abc', isDevelopment: false },
      page: { protocol: 'https:', host: 'live.example', hostname: 'live.example' },
      config: {
        ...{ publicUrl: new URL('https://live.example'), trustProxy: false },
        ...{ origin: { url: undefined, port: 8000 }, tracker: { urls: [], port: 8100 } },
      },
    })
    return new Map(policy.split('; ').map((one) => [one.split(' ')[0], one.split(' ').slice(1)]))
  }
  const guide = directivesOf('/player?from=share')
  for (const path of ['/', '/@player', '/player/more', '/embed/player']) {
    const other = directivesOf(path)
    for (const name of ['connect-src', 'media-src', 'img-src']) {
      expect(other.get(name), path).not.toContain('https:')
      expect(guide.get(name)).toEqual(expect.arrayContaining(['http:', 'https:']))
    }
    expect(guide.get('script-src')).toEqual(other.get('script-src'))
  }
})
