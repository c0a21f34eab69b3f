/** For one page's render: its layout, its metadata and itself ask the database once between them. */

import { type Channel, findChannel } from '@shoal/db/channels'
import { headers } from 'next/headers'
import { cache } from 'react'
import { database } from '../../server/database.ts'
import { channelAccess } from './current-door.ts'

export const pageChannel = cache((slug: string) => findChannel(database(), slug))

/** How far its visitor gets. `channel` is what `pageChannel` gave. */
export const pageAccess = cache(async (channel: Channel) => channelAccess(await headers(), channel))
