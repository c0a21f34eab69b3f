/**
 * The scripts and styles that the build made, as scripts/compress-static.ts compressed them. Next would compress each
 * anew whenever it is asked for, and less well.
 */

import type { RequestListener } from 'node:http'
import { extname } from 'node:path'
import Negotiator from 'negotiator'
import send, { type SendOptions } from 'send'
import { headersOf } from './security-headers.ts'

/** The best first. */
const SUFFIXES: Record<string, string> = { br: '.br', gzip: '.gz' }
const TYPES: Record<string, string> = { '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8' }
/** Its files are named by what is in them. */
const HASHED_PATH = '/_next/static/'

export type StaticFolders = {
  /** What is served at HASHED_PATH. */
  hashed: string
  /** What is served at `/`. */
  named: string
}

/** What is not there compressed is left to `otherwise`. */
export function createStaticFiles({ hashed, named }: StaticFolders, otherwise: RequestListener): RequestListener {
  return (request, response) => {
    const { url = '', method } = request
    const [path = ''] = url.split('?')
    const type = TYPES[extname(path)]
    const isRead = method === 'GET' || method === 'HEAD'
    if (type === undefined || !isRead) return otherwise(request, response)
    const accepted = new Negotiator(request).encodings(Object.keys(SUFFIXES))
    const coding = Object.keys(SUFFIXES).find((one) => accepted.includes(one))
    if (coding === undefined) return otherwise(request, response)

    const leave = () => {
      if (response.headersSent) return response.destroy()
      for (const name of response.getHeaderNames()) response.removeHeader(name)
      return otherwise(request, response)
    }
    for (const [name, value] of Object.entries(headersOf(url))) if (value !== null) response.setHeader(name, value)
    response.setHeader('Content-Type', type)
    response.setHeader('Content-Encoding', coding)
    response.setHeader('Vary', 'Accept-Encoding')
    const isHashed = path.startsWith(HASHED_PATH)
    const file = (isHashed ? path.slice(HASHED_PATH.length - 1) : path) + SUFFIXES[coding]
    const options: SendOptions = isHashed ? { root: hashed, immutable: true, maxAge: '1y' } : { root: named }
    return send(request, file, { ...options, index: false })
      .on('error', leave)
      .on('directory', leave)
      .pipe(response)
  }
}
