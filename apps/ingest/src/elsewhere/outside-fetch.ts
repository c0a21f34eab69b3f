/**
 * Fetches from a server elsewhere. An operator has listed one address, and what is asked for later comes from what that
 * server says: its own host may be anywhere, every other one must be public. The connection goes to the very address that
 * was judged.
 */

import { lookup as lookupAddress } from 'node:dns'
import { Agent, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps, Agent as TlsAgent } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isPublicAddress } from '@shoal/protocol/public-address'

/** `url` is where it was found in the end. */
export type OutsideAnswer = { url: string; body: Buffer }
export type OutsideLimits = { mostBytes: number; timeoutMs: number; signal: AbortSignal }
export type OutsideFetch = ((url: string, limits: OutsideLimits) => Promise<OutsideAnswer>) & Disposable

class OutsideError extends Error {
  override name = 'OutsideError'
}
/** The server says that there is no such thing, or not any more. */
export class GoneError extends OutsideError {
  override name = 'GoneError'
}
export class TooLargeError extends OutsideError {
  override name = 'TooLargeError'
}

const MOST_REDIRECTS = 3
const MOST_CONNECTIONS = 6
const HEADERS = { 'accept-encoding': 'identity', 'user-agent': 'Shoal' }

/** @param listed the address that an operator has listed */
export function createOutsideFetch(listed: string): OutsideFetch {
  const own = new URL(listed)
  const options = { keepAlive: true, maxSockets: MOST_CONNECTIONS }
  const agents = [new Agent(options), new TlsAgent(options)] as const

  /** @throws OutsideError, GoneError, TooLargeError */
  async function fetchOutside(address: string, limits: OutsideLimits): Promise<OutsideAnswer> {
    const signal = AbortSignal.any([limits.signal, AbortSignal.timeout(limits.timeoutMs)])
    let url = judged(address)
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const response = await ask(url, signal)
      const { statusCode = 0, headers } = response
      if (statusCode === 200) return { url: url.href, body: await readBody(response, limits.mostBytes) }
      response.destroy()
      if (statusCode === 404 || statusCode === 410) throw new GoneError(`it answered ${statusCode}`)
      if (statusCode < 300 || statusCode > 399 || !headers.location) throw new OutsideError(`it answered ${statusCode}`)
      url = judged(headers.location, url.href)
    }
    throw new OutsideError('it was redirected too often')
  }

  function judged(address: string, base?: string): URL {
    const url = URL.parse(address, base)
    if (!url || !/^https?:$/.test(url.protocol)) throw new OutsideError('it is no http:// or https:// address')
    const host = url.hostname.replace(/^\[|\]$/g, '')
    if (url.host !== own.host && isIP(host) !== 0 && !isPublicAddress(host)) throw new OutsideError('it is private')
    return url
  }

  function ask(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
    const isTls = url.protocol === 'https:'
    const lookup = url.host === own.host ? lookupAddress : lookupPublic
    return new Promise((resolve, reject) => {
      const request = (isTls ? requestHttps : requestHttp)(
        url,
        { agent: agents[isTls ? 1 : 0], headers: HEADERS, lookup: lookup as LookupFunction, signal },
        resolve,
      )
      request.once('error', (error) => reject(new OutsideError('it cannot be reached', { cause: error })))
      request.end()
    })
  }

  return Object.assign(fetchOutside, {
    [Symbol.dispose]() {
      for (const agent of agents) agent.destroy()
    },
  })
}

const lookupPublic: LookupFunction = (hostname, options, done) => {
  lookupAddress(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, [])
    const [first] = addresses
    if (!first || !addresses.every(({ address }) => isPublicAddress(address))) {
      return done(new OutsideError(`${hostname} is in a private network`), [])
    }
    return options.all ? done(null, addresses) : done(null, first.address, first.family)
  })
}

async function readBody(response: IncomingMessage, mostBytes: number): Promise<Buffer> {
  const parts: Buffer[] = []
  let bytes = 0
  try {
    for await (const part of response as AsyncIterable<Buffer>) {
      bytes += part.length
      if (bytes > mostBytes) throw new TooLargeError(`it is larger than ${mostBytes} bytes`)
      parts.push(part)
    }
  } catch (error) {
    throw error instanceof OutsideError ? error : new OutsideError('it broke off', { cause: error })
  } finally {
    response.destroy()
  }
  return Buffer.concat(parts)
}
