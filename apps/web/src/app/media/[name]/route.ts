/** `GET /media/<name>`: an uploaded picture. Its name is of its content, so it never changes. */

import { readPicture } from '../../../server/media.ts'

type Context = { params: Promise<{ name: string }> }

export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const picture = await readPicture((await params).name)
  if (!picture) return new Response(null, { status: 404 })
  return new Response(picture, {
    headers: {
      'Content-Type': 'image/webp',
      'Cache-Control': 'public, max-age=31536000, immutable',
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'cross-origin',
    },
  })
}
