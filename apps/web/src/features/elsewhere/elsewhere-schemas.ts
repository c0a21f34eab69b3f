/** What is said of playlists on other servers: by an operator who lists one, and by a player that asks for one. */

import { parseUrl } from '@shoal/player/parse-url'
import { lineSchema } from '@shoal/protocol/plain-text'
import { z } from 'zod'

const LONGEST_ADDRESS = 2000
export const LONGEST_NAME = 60

/** As a browser writes it, so that it is found to the letter. */
const playlistSchema = z
  .string()
  .trim()
  .max(LONGEST_ADDRESS)
  .transform((text, context) => {
    const url = parseUrl(text)
    if (url && /^https?:$/.test(url.protocol) && url.username === '') return withoutHash(url)
    context.addIssue({ code: 'custom', message: 'give an http:// or https:// address' })
    return z.NEVER
  })

export const newElsewhereSchema = z.object({ name: lineSchema(LONGEST_NAME).min(1), playlist: playlistSchema })
export const alreadyListedSchema = z.object({ error: z.literal('already-listed') })
export const askedElsewhereSchema = z.strictObject({ src: playlistSchema })
export const foundElsewhereSchema = z.object({
  target: z.string().meta({ description: 'For `/embed/{target}/ticket` and `/embed/{target}/events`' }),
})

function withoutHash(url: URL): string {
  url.hash = ''
  return url.href
}
