/** Takes a broadcast's password, and lets who knows it in: with a cookie that is good until the password changes. */

import { findChannel } from '@shoal/db/channels'
import { verifyPassword } from 'better-auth/crypto'
import { database } from '../../server/database.ts'
import { passCookie } from '../../server/door-pass.ts'
import { operation } from '../../server/operation.ts'
import { viewerDoor } from '../../server/privacy.ts'
import { refuseTooMany } from '../../server/rate-limit.ts'
import { slugParams } from '../channels/slug-params.ts'
import { shownBroadcastId } from './current-door.ts'
import { passwordFormSchema } from './password-form-schema.ts'
import { takeTry, triedRight, triedWrong } from './password-tries.ts'

export const givePassword = operation({
  id: 'giveBroadcastPassword',
  summary: 'Give the password of a channel’s broadcast',
  description:
    'The answer sets a cookie, with which tickets are issued. It is good for seven days, or until the password changes.',
  tags: ['Watching'],
  method: 'POST',
  path: '/channels/{slug}/password',
  scope: 'public',
  params: slugParams,
  body: passwordFormSchema,
  answers: { 204: null },
  refusals: { 'unknown-channel': 404, 'wrong-password': 403, 'no-password-asked': 409 },
  async handle({ request, params, body, client, refuse }) {
    const channel = await findChannel(database(), params.slug)
    if (!channel) return refuse('unknown-channel')
    const broadcast = body.broadcast ?? (await shownBroadcastId(channel))
    const { access, door } = await viewerDoor(request.headers, { channel, broadcast })
    if (access === 'hidden') return refuse('unknown-channel')
    if (door?.privacy !== 'password' || door.passwordHash === null) return refuse('no-password-asked')
    const tried = { client, channelId: channel.id }
    const wait = await takeTry(tried)
    if (wait !== null) return refuseTooMany(wait)
    const isRight = await verifyPassword({ hash: door.passwordHash, password: body.password })
    await (isRight ? triedRight(tried) : triedWrong(tried))
    if (!isRight) return refuse('wrong-password')
    return { status: 204, headers: { 'Set-Cookie': passCookie(channel.id, door.passwordHash) } }
  },
})
