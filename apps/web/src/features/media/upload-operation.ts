/** A picture for a logo, a channel or a poster. */

import { z } from 'zod'
import { readBytes } from '../../server/api.ts'
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
    const bytes = await readBytes(request, MOST_UPLOAD_BYTES)
    if (bytes === null) return refuse('picture-too-large')
    const stored = await storePicture(bytes)
    if (stored.kind !== 'stored') return refuse(stored.kind)
    const { name, width, height } = stored
    return { status: 201, body: { name, width, height } }
  },
})
