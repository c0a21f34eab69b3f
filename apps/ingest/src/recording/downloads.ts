/**
 * Sends finished downloads: `GET /recordings/<broadcast>/<rung>.mp4?token=…`, and `&ticket=…` where the broadcast is not
 * for everybody. The web app leads there whoever may see it.
 */

import { createHash, timingSafeEqual } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { broadcastIdSchema, rungNameSchema } from '@shoal/protocol/hls-path'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { DoorKeeper } from '../door/door-keeper.ts'
import { readByteRange } from '../http/byte-range.ts'
import { broadcastFolder } from './broadcast-folder.ts'
import { errorCode } from './disk-fault.ts'
import { exportPath } from './export-files.ts'

export type DownloadOptions = {
  root: string
  /** Null where there is no such download that is ready. */
  find(download: { broadcastId: string; rung: string }): Promise<FoundDownload | null>
  doors: Pick<DoorKeeper, 'isGuarded' | 'judge'>
  log: Logger
}
export type FoundDownload = { token: string; slug: string; startedAt: Date }

type Asked = { broadcastId: string; rung: string; token: string; ticket: string | null }

const PATH = /^\/recordings\/(?<broadcastId>[^/]+)\/(?<rung>[^/]+)\.mp4$/
const PRIVATE = { 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' }

/** A download that is not there and one whose token is wrong look the same. */
export function registerDownloads(app: FastifyInstance, options: DownloadOptions): void {
  app.get('/recordings/*', async (request, reply) => {
    const asked = readPath(request.raw.url ?? '')
    const found = asked && (await options.find(asked))
    const isAllowed = found !== null && isSame(found.token, asked?.token ?? '')
    const file =
      asked && isAllowed
        ? await openFile(exportPath(broadcastFolder(options.root, asked.broadcastId), asked.rung))
        : null
    if (!asked || !found || !file) return reply.code(404).headers(PRIVATE).send({ error: 'not-found' })
    const isGuarded = options.doors.isGuarded(asked.broadcastId)
    const shut = isGuarded ? await options.doors.judge(asked.broadcastId, asked.ticket) : null
    if (shut) {
      await file.close()
      return reply.code(403).headers(PRIVATE).send({ error: shut })
    }
    reply.hijack()
    try {
      await send(request.raw, reply.raw, { file, name: nameOf(found, asked.rung) })
    } catch (error) {
      reply.raw.destroy()
      if (errorCode(error) !== 'ERR_STREAM_PREMATURE_CLOSE') options.log.warn({ err: error }, 'a download broke off')
    } finally {
      await file.close()
    }
    return reply
  })
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  { file, name }: { file: FileHandle; name: string },
): Promise<void> {
  const { size, mtimeMs } = await file.stat()
  const etag = `"${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}"`
  // A range of another version of the file would not fit (RFC 9110, 13.1.5).
  const mayResume = request.headers['if-range'] === undefined || request.headers['if-range'] === etag
  const range = readByteRange(mayResume ? request.headers.range : undefined, size)
  if (range.kind === 'unsatisfiable') {
    response.writeHead(416, { ...PRIVATE, 'content-range': `bytes */${size}`, 'content-length': 0 }).end()
    return
  }
  const { start, end } = range.kind === 'part' ? range : { start: 0, end: size }
  response.writeHead(range.kind === 'part' ? 206 : 200, {
    ...{ ...PRIVATE, 'content-type': 'video/mp4', 'content-length': end - start, 'accept-ranges': 'bytes', etag },
    'content-disposition': `attachment; filename="${name}"`,
    ...(range.kind === 'part' ? { 'content-range': `bytes ${start}-${end - 1}/${size}` } : {}),
  })
  if (request.method === 'HEAD' || end === start) {
    response.end()
    return
  }
  await pipeline(file.createReadStream({ start, end: end - 1, autoClose: false }), response)
}

function readPath(url: string): Asked | null {
  const at = url.indexOf('?')
  const groups = PATH.exec(at < 0 ? url : url.slice(0, at))?.groups
  const broadcastId = broadcastIdSchema.safeParse(groups?.broadcastId)
  const rung = rungNameSchema.safeParse(groups?.rung)
  const query = new URLSearchParams(at < 0 ? '' : url.slice(at + 1))
  const token = query.get('token')
  if (!broadcastId.success || !rung.success || !token) return null
  return { broadcastId: broadcastId.data, rung: rung.data, token, ticket: query.get('ticket') }
}

/** Such as `evening-2026-11-21-1800-720p.mp4`, in UTC; ASCII alone, so that the header needs no second form. */
function nameOf({ slug, startedAt }: FoundDownload, rung: string): string {
  const minute = startedAt.toISOString().slice(0, 16).replace('T', '-').replace(':', '')
  return `${slug.replaceAll(/[^\w-]/g, '')}-${minute}-${rung}.mp4`
}

/** In a time that says nothing of where they differ. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

async function openFile(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}
