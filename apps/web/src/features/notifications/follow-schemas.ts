/** What the follow button reads and sends. */

import { z } from 'zod'

export const followWishSchema = z.object({ byPush: z.boolean(), byMail: z.boolean() })
export type FollowWish = z.infer<typeof followWishSchema>

export const followStateSchema = z
  .object({
    isSignedIn: z.boolean(),
    isFollowing: z.boolean(),
    followers: z.int(),
    ...followWishSchema.shape,
    pushKey: z.string().nullable().meta({ description: 'The server’s VAPID key; null where it sends no pushes' }),
    hasMail: z.boolean().meta({ description: 'Whether this server sends e-mail' }),
  })
  .meta({ id: 'FollowState' })
export type FollowState = z.infer<typeof followStateSchema>
