/** What the follow button reads and sends. */

import { z } from 'zod'

export const followWishSchema = z.object({ byPush: z.boolean(), byMail: z.boolean() })
export type FollowWish = z.infer<typeof followWishSchema>

export const followsSchema = z.object({
  follows: z.array(z.object({ channel: z.object({ slug: z.string(), title: z.string() }), ...followWishSchema.shape })),
})
export type Followed = z.infer<typeof followsSchema>['follows'][number]

export const browsersSchema = z.object({
  browsers: z.array(
    z.object({
      id: z.string(),
      endpoint: z.url().meta({ description: 'Where the browser’s push service takes messages for it' }),
      createdAt: z.iso.datetime(),
    }),
  ),
})
export type ToldBrowser = z.infer<typeof browsersSchema>['browsers'][number]

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
