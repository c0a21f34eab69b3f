/** A picture for a logo, a channel or a poster. */

import { z } from 'zod'
import { MOST_UPLOAD_BYTES, storePicture } from '../../server/media.ts'
import { operation } from '../../server/operation.ts'

export const uploadPicture = operation({
  id: 'uploadPicture',
  summary: 'Upload a picture',
  description:
    'PNG, JPEG, WebP or AVIF, up to 8 MB and 33 megapixels, not animated. It is made anew as WebP, at most 1920 pixels a side, at `/media/<name>`. One that nothing shows is deleted after a day.',
  tags: ['Pictures'],
  method: 'POST',
  path: '/pictures',
  scope: 'channels:write',
  role: 'streamer',
  upload: ['image/png', 'image/jpeg', 'image/webp', 'image/avif'],
  answers: { 201: z.object({ name: z.string(), width: z.int(), height: z.int() }) },
  refusals: {
    'picture-too-large': 413,
    'not-a-picture': 415,
    'is-animated': 415,
    'too-many-pixels': 413,
    'too-small': 415,
  },
  limit: { most: 60, seconds: 3600 },
  async handle({ request, refuse }) {
    const bytes = await readAtMost(request, MOST_UPLOAD_BYTES)
    if (bytes === null) return refuse('picture-too-large')
    const stored = await storePicture(bytes)
    if (stored.kind !== 'stored') return refuse(stored.kind)
    const { name, width, height } = stored
    return { status: 201, body: { name, width, height } }
  },
})

/** A browser hears the answer only once it has sent the file: what is somewhat too large is read, and dropped. */
const DRAINED_TIMES = 4

/** Null when there is more. */
async function readAtMost(request: Request, most: number): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = []
  let length = 0
  const reader = request.body?.getReader()
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    length += part.value.byteLength
    if (length <= most) parts.push(part.value)
    else parts.length = 0
    if (length > DRAINED_TIMES * most) {
      await reader?.cancel()
      return null
    }
  }
  return length > most ? null : Buffer.concat(parts)
}
