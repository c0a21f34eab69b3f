/**
 * Requests to addresses that somebody else chose: webhooks and push services. They never reach this machine or its
 * network: the name is resolved and judged once, and the connection goes to the very address that was judged, so that a
 * name which changes its mind meanwhile (DNS rebinding) gains nothing. Redirects are not followed.
 */

import { lookup as lookupAddress } from 'node:dns/promises'
import { type RequestOptions, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isPublicAddress } from '@shoal/protocol/public-address'

const MAX_ANSWER_BYTES = 64 * 1024
const DEFAULT_PORTS: { [protocol: string]: string } = { 'http:': '80', 'https:': '443' }

export type OutsideOutcome =
  | { kind: 'answered'; status: number; body: string }
  /** The address is none that we may ask: a private network's, or no http at all. */
  | { kind: 'refused-address'; why: string }
  | { kind: 'unreachable'; why: string }

export type OutsideRequest = {
  url: string
  body: string | Buffer
  headers: Record<string, string>
  timeoutMs: number
  /** Hosts (`example.org` or `127.0.0.1:9000`) that may be asked wherever they are. */
  allow: readonly string[]
  /** For tests: how names become addresses. */
  resolve?: (hostname: string) => Promise<{ address: string; family: number }[]>
}

/** Null when it may be asked, as far as the text tells. */
export function whyNotOutside(text: string, allow: readonly string[]): string | null {
  const url = URL.parse(text)
  if (!url || !['http:', 'https:'].includes(url.protocol)) return 'it must be an http:// or https:// address'
  if (url.username !== '' || url.password !== '') return 'it must have no name and password in it'
  if (isAllowed(url, allow)) return null
  const host = hostOf(url)
  if (isIP(host) !== 0 && !isPublicAddress(host)) return 'it is in a private network'
  if (host === 'localhost' || host.endsWith('.localhost')) return 'it is in a private network'
  return null
}

/** Never throws: how it went is in the outcome. */
export async function postOutside(wanted: OutsideRequest): Promise<OutsideOutcome> {
  const why = whyNotOutside(wanted.url, wanted.allow)
  if (why !== null) return { kind: 'refused-address', why }
  const url = new URL(wanted.url)
  const isFree = isAllowed(url, wanted.allow)
  const resolve = wanted.resolve ?? ((hostname) => lookupAddress(hostname, { all: true }))
  const signal = AbortSignal.timeout(wanted.timeoutMs)
  const lookup: LookupFunction = (hostname, options, done) => {
    resolve(hostname).then(
      (addresses) => {
        if (!isFree && !addresses.every(({ address }) => isPublicAddress(address))) {
          return done(new PrivateAddressError(`${hostname} is in a private network`), [])
        }
        const [first] = addresses
        if (!first) return done(new Error(`${hostname} has no address`), [])
        return options.all ? done(null, addresses) : done(null, first.address, first.family)
      },
      (error) => done(error, []),
    )
  }
  try {
    return await send(url, wanted, { lookup, signal, agent: false })
  } catch (error) {
    if (error instanceof PrivateAddressError) return { kind: 'refused-address', why: 'it is in a private network' }
    if (signal.aborted) return { kind: 'unreachable', why: `no answer within ${wanted.timeoutMs / 1000} s` }
    return { kind: 'unreachable', why: reasonOf(error) }
  }
}

class PrivateAddressError extends Error {
  override name = 'PrivateAddressError'
}

function send(url: URL, { body, headers }: OutsideRequest, options: RequestOptions): Promise<OutsideOutcome> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
      ...options,
      method: 'POST',
      headers: { ...headers, 'Content-Length': String(Buffer.byteLength(body)) },
    })
    request.once('error', reject)
    // to an upgrade that nobody asked for Node gives neither an answer nor an error
    request.once('upgrade', ({ statusCode = 0 }, socket) => {
      socket.destroy()
      resolve({ kind: 'answered', status: statusCode, body: '' })
    })
    request.once('close', () => reject(new Error('the connection was closed')))
    request.once('response', (response) => {
      const status = response.statusCode ?? 0
      const parts: Buffer[] = []
      let bytes = 0
      const finish = () => resolve({ kind: 'answered', status, body: Buffer.concat(parts).toString('utf8') })
      response.on('data', (part: Buffer) => {
        bytes += part.length
        if (bytes <= MAX_ANSWER_BYTES) return void parts.push(part)
        // the status is all that we need to know
        finish()
        response.destroy()
      })
      response.once('end', finish)
      response.once('error', reject)
    })
    request.end(body)
  })
}

function isAllowed(url: URL, allow: readonly string[]): boolean {
  // the text of a URL has no port where it is the scheme's own, and who allows it may have written it
  const port = url.port || DEFAULT_PORTS[url.protocol]
  return [url.hostname, hostOf(url)].some((name) => allow.includes(name) || allow.includes(`${name}:${port}`))
}

/** Without the brackets of an IPv6 address, and without the dot that may end a name. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$|\.+$/g, '')
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return (error.message || code || error.name).slice(0, 200)
}
