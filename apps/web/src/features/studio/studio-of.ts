/** For the studio's pages: the channel that the signed-in account runs, or no page. */

import { channelProfile } from '@shoal/db/channel-profile'
import { findChannel } from '@shoal/db/channels'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { mayOnChannel } from '../../server/access.ts'
import { database } from '../../server/database.ts'
import { requireAccount } from '../../server/session.ts'

/** Asked by each page and by their layout: a layout alone keeps nobody out. */
export const studioOf = cache(async (slug: string, path = '') => {
  const account = await requireAccount(`/studio/${slug}${path}`, 'streamer')
  const channel = await findChannel(database(), slug)
  if (!channel || !(await mayOnChannel(account, channel, 'run'))) notFound()
  return { account, channel }
})

export const profileOf = cache(async (channelId: string) => {
  const profile = await channelProfile(database(), channelId)
  if (!profile) notFound() // deleted a moment ago
  return profile
})
