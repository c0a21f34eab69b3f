/** Where a broadcast's files lie in the data folder. The layout is that of the URLs. */

import { join } from 'node:path'
import { broadcastIdSchema, epochSchema, rungNameSchema } from '@shoal/protocol/hls-path'
import { z } from 'zod'

export const contentHashSchema = z.string().regex(/^[\w-]{22}$/)
export const segmentNumberSchema = z.int().min(0).max(9_999_999_999)
/** Milliseconds on the media timeline. */
export const mediaMsSchema = z.int().min(0).max(Number.MAX_SAFE_INTEGER)

const inRung = { epoch: epochSchema, rung: rungNameSchema }

const storedFileSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('init'), ...inRung, hash: contentHashSchema }),
  z.strictObject({ kind: z.literal('segment'), ...inRung, number: segmentNumberSchema, hash: contentHashSchema }),
  z.strictObject({ kind: z.literal('picture'), mediaMs: mediaMsSchema }),
  z.strictObject({ kind: z.literal('storyboard-cues') }),
  z.strictObject({ kind: z.literal('storyboard-sheet'), sheet: z.int().min(1).max(999) }),
  z.strictObject({ kind: z.literal('export'), rung: rungNameSchema }),
])
export type StoredFile = z.infer<typeof storedFileSchema>

export function broadcastsFolder(dataFolder: string): string {
  return join(dataFolder, 'broadcasts')
}

/** @throws ZodError for an id that is none: a path is never made of something that was not checked. */
export function broadcastFolder(root: string, broadcastId: string): string {
  return join(root, broadcastIdSchema.parse(broadcastId))
}

export function journalPath(folder: string): string {
  return join(folder, 'journal.jsonl')
}

/** Below the broadcast's folder. @throws ZodError where a part is not what it should be. */
export function storedFilePath(file: StoredFile): string {
  const checked = storedFileSchema.parse(file)
  switch (checked.kind) {
    case 'init':
      return join(String(checked.epoch), checked.rung, `init-${checked.hash}.mp4`)
    case 'segment':
      return join(String(checked.epoch), checked.rung, `${checked.number}-${checked.hash}.m4s`)
    case 'picture':
      return join('pictures', `${checked.mediaMs}.jpg`)
    case 'storyboard-cues':
      return 'storyboard.vtt'
    case 'storyboard-sheet':
      return `storyboard-${checked.sheet}.jpg`
    case 'export':
      return `export-${checked.rung}.mp4`
  }
}
