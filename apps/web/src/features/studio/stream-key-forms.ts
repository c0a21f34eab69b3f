/** What the studio sends and gets when a stream key is made. */

import { z } from 'zod'

export const newKeySchema = z.object({ name: z.string().trim().min(1).max(60) })
export const newKeyAnswerSchema = z.object({ streamKey: z.string() })
