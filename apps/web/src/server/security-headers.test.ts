import { expect, it } from 'vitest'
import { headersOf, isFrameable } from './security-headers.ts'

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
