/** What a broadcast's operator is told while it runs, by kind. The studio has the words. */

import { z } from 'zod'

export const noticeKindSchema = z.enum([
  /** The machine could not keep up; the detail is the name of the rung that was dropped. */
  'rung-shed',
  /** The encoder that was asked for does not work; the detail is its name, or says more. */
  'encoder-fallback',
  /** The ladder has fewer rungs than the source would allow; the detail names those that are left out. */
  'ladder-reduced',
  /** Nothing is kept for now; the detail says why, such as `disk-full` or `quota`. */
  'recording-paused',
  /** The source has to be encoded again; the detail is the seconds that its key frames may be apart. */
  'key-frames-far',
  /** The encoder was replaced; the detail says why, such as `crashed`. */
  'encoder-restarted',
  /** By the tracker: viewers with P2P waited more than those without, so all do without for now. No detail. */
  'p2p-paused',
  /** The key that the publisher uses was replaced; the detail is when it stops to work, in Unix milliseconds. */
  'key-ends',
])
export type NoticeKind = z.infer<typeof noticeKindSchema>

export const broadcastNoticeSchema = z.object({
  id: z.string(),
  kind: noticeKindSchema,
  detail: z.string(),
  /** Unix milliseconds. */
  atMs: z.int(),
})
export type BroadcastNotice = z.infer<typeof broadcastNoticeSchema>
