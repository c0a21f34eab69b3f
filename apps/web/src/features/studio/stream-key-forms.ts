/** What the studio sends and gets when a stream key is made, replaced or named. */

import { lineSchema } from '@shoal/protocol/plain-text'
import { z } from 'zod'

export const MAX_KEY_NAME = 60
export const newKeySchema = z.object({ name: lineSchema(MAX_KEY_NAME).min(1) })
export const newKeyAnswerSchema = z.object({ streamKey: z.string() })

const MAX_GRACE_SECONDS = 7 * 86_400
export const rotateKeySchema = z.strictObject({
  /** How long the old key works beside the new one; 0 ends it at once. */
  graceSeconds: z.int().min(0).max(MAX_GRACE_SECONDS),
})
export const rotatedKeyAnswerSchema = newKeyAnswerSchema.extend({ oldWorksUntil: z.iso.datetime() })
