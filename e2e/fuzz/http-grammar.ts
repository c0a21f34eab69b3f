/** HTTP requests of which few are right: paths that exist or nearly, headers and ranges that nobody sends. */

import { mutate } from './mutate.ts'
import type { Random } from './random.ts'

const METHODS = 'GET GET GET GET GET GET GET GET GET GET GET GET HEAD HEAD HEAD OPTIONS POST PUT TRACE'.split(' ')
const BAD_METHODS = ['GET', 'PUT', 'POST', 'get', 'G\0T', '', 'CONNECT']
const PATHS = [
  '/',
  '/health',
  '/metrics',
  '/live',
  '/live/',
  '/live/x/index.m3u8',
  '/live/../../etc/passwd',
  '/live/%2e%2e/%2e%2e/etc/passwd',
  '/live//1//index.m3u8',
  '/recordings/x',
  '*',
  'http://example.org/live/x/index.m3u8',
]
const QUERIES = [
  '',
  '',
  '',
  '?',
  '?_HLS_skip=YES',
  '?_HLS_msn=99999999999',
  '?_HLS_msn=-1',
  '?_HLS_msn=0&_HLS_part=1',
  '?a=%',
]
const RANGES =
  'bytes=0-|bytes=-1|bytes=0-0|bytes=5-2|bytes=-0|bytes=0-99999999999999999999|bytes=0-1,2-3|bytes=|bytes=a-b|lines=0-1|bytes=9007199254740993-|bytes=0-0,'.split(
    '|',
  )
const HEADERS: readonly string[] = [
  ...RANGES.map((range) => `Range: ${range}`),
  'If-Range: "x"',
  'If-None-Match: *',
  'If-None-Match: W/"x", "y"',
  'If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT',
  'If-Modified-Since: yesterday',
  'Accept-Encoding: gzip;q=0, br',
  'Accept-Encoding: gzip',
  'Cookie: a=b; c',
  'Authorization: Bearer \xff',
  'X-Forwarded-For: 127.0.0.1',
  `X-Long: ${'x'.repeat(1000)}`,
]
const BAD_HEADERS = [
  'Host: localhost',
  'Content-Length: 10',
  'Content-Length: -1',
  'Content-Length: 5, 6',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: chunked, gzip',
  'Expect: 100-continue',
  'Connection: upgrade\r\nUpgrade: websocket',
  'Connection: close',
  'Range : bytes=0-',
  `X-Long: ${'x'.repeat(40_000)}`,
]

/** After a request that is no HTTP at all, a connection is over. */
export function randomRequests(random: Random, known: readonly string[], count: number): Buffer[] {
  const requests = Array.from({ length: count - 1 }, () => legalRequest(random, known))
  return [...requests, random.chance(0.5) ? illegalRequest(random, known) : legalRequest(random, known)]
}

/** @param known paths that exist */
function legalRequest(random: Random, known: readonly string[]): Buffer {
  const path = random.chance(0.6) && known.length > 0 ? random.pick(known) : random.pick(PATHS)
  const changed = random.chance(0.3)
    ? `/${encodeURI(mutate(random, Buffer.from(path.slice(1))).toString('latin1'))}`
    : path
  const long = random.chance(0.005) ? 'a/'.repeat(3000) : ''
  const headers = Array.from({ length: random.int(4) }, () => random.pick(HEADERS))
  const start = `${random.pick(METHODS)} ${changed}${long}${random.pick(QUERIES)} HTTP/1.1`
  return Buffer.from([start, 'Host: localhost', ...headers, '', ''].join('\r\n'), 'latin1')
}

function illegalRequest(random: Random, known: readonly string[]): Buffer {
  if (random.chance(0.5)) return mutate(random, legalRequest(random, known))
  const headers = Array.from({ length: random.int(4) }, () => random.pick(BAD_HEADERS))
  const version = random.pick(['HTTP/1.1', 'HTTP/1.0', 'HTTP/9.9', 'ICY', ''])
  const lines = [`${random.pick(BAD_METHODS)} ${random.pick(PATHS)} ${version}`, ...headers, '', '']
  return Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), randomBody(random)])
}

function randomBody(random: Random): Buffer {
  const chunk = random.bytes(random.int(50))
  const size = random.chance(0.9) ? chunk.length.toString(16) : random.pick(['-1', 'ffffffffffffffff', 'x', ''])
  return Buffer.concat([Buffer.from(`${size}\r\n`), chunk, Buffer.from('\r\n0\r\n\r\n')])
}
