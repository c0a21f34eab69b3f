/** What an account may do. Each role may do what the ones after it may. */

import { z } from 'zod'

/** `operator` runs the server, `streamer` has channels, `moderator` minds every chat, `viewer` watches and writes. */
export const roleSchema = z.enum(['operator', 'streamer', 'moderator', 'viewer'])
export type Role = z.infer<typeof roleSchema>

export function isAtLeast(role: Role, least: Role): boolean {
  return roleSchema.options.indexOf(role) <= roleSchema.options.indexOf(least)
}
