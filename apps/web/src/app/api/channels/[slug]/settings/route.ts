/** `PUT /api/channels/<slug>/settings`: how the channel's next broadcast is made. Operator only. */

import { findChannel, updateChannelSettings } from '@shoal/db/channels'
import { channelSettingsSchema } from '@shoal/protocol/channel-settings'
import { apiRoute, readJson, refuse } from '../../../../../server/api.ts'
import { database } from '../../../../../server/database.ts'
import { log } from '../../../../../server/log.ts'
import { findAccount } from '../../../../../server/session.ts'

type Context = { params: Promise<{ slug: string }> }

export const PUT = apiRoute(async (request: Request, { params }: Context) => {
  if (!(await findAccount(request.headers))) return refuse(403, 'not-signed-in')
  const wanted = channelSettingsSchema.safeParse(await readJson(request))
  if (!wanted.success) return refuse(400, 'bad-request')
  const { slug } = await params
  const channel = await findChannel(database(), slug)
  if (!channel) return refuse(404, 'unknown-channel')
  await updateChannelSettings(database(), channel.id, wanted.data)
  log().info({ channel: slug, settings: wanted.data }, 'a channel has new settings')
  return new Response(null, { status: 204 })
})
