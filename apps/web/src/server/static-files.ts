/**
 * The scripts and styles that the build made, as scripts/compress-static.ts compressed them. Next would compress each
 * anew whenever it is asked for, and less well.
 */

import type { RequestListener } from 'node:http'
import { extname } from 'node:path'
import Negotiator from 'negotiator'
import send from 'send'

const STATIC_PATH = '/_next/static/'

/** The best first. */
const SUFFIXES: Record<string, string> = { br: '.br', gzip: '.gz' }
const TYPES: Record<string, string> = { '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8' }
const OPTIONS = { index: false, immutable: true, maxAge: '1y' } as const

/** What `folder` does not have compressed, and what is asked for at any other path, is left to `otherwise`. */
export function createStaticFiles(folder: string, otherwise: RequestListener): RequestListener {
  return (request, response) => {
    const { url = '', method } = request
    const [path = ''] = url.split('?')
    const type = TYPES[extname(path)]
    const isRead = method === 'GET' || method === 'HEAD'
    if (!path.startsWith(STATIC_PATH) || type === undefined || !isRead) return otherwise(request, response)
    const accepted = new Negotiator(request).encodings(Object.keys(SUFFIXES))
    const coding = Object.keys(SUFFIXES).find((one) => accepted.includes(one))
    if (coding === undefined) return otherwise(request, response)
    const leave = () => {
      if (response.headersSent) return response.destroy()
      for (const name of response.getHeaderNames()) response.removeHeader(name)
      return otherwise(request, response)
    }
    response.setHeader('Content-Type', type)
    response.setHeader('Content-Encoding', coding)
    response.setHeader('Vary', 'Accept-Encoding')
    response.setHeader('X-Content-Type-Options', 'nosniff')
    const file = path.slice(STATIC_PATH.length - 1) + SUFFIXES[coding]
    return send(request, file, { ...OPTIONS, root: folder })
      .on('error', leave)
      .on('directory', leave)
      .pipe(response)
  }
}
