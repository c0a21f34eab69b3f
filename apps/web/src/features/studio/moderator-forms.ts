/** What the studio sends and gets of a channel's moderators. */

import { z } from 'zod'

export const newModeratorSchema = z.strictObject({ who: z.string().trim().min(1).max(254) })
export const moderatorsAnswerSchema = z.object({
  moderators: z.array(z.object({ userId: z.string(), name: z.string(), since: z.iso.datetime() })),
})
export type Moderator = z.infer<typeof moderatorsAnswerSchema>['moderators'][number]
