/** Who helps with a channel: its own moderators. */

import { writeAuditEntry } from '@shoal/db/audit'
import { addChannelMember, findAccountNamed, listChannelMembers, removeChannelMember } from '@shoal/db/channel-members'
import { z } from 'zod'
import { database } from '../../server/database.ts'
import { operation } from '../../server/operation.ts'
import { slugParams } from '../channels/slug-params.ts'
import { moderatorsAnswerSchema, newModeratorSchema } from './moderator-forms.ts'

const ofModerators = { tags: ['Channels'], right: 'run', params: slugParams } as const

export const listModerators = operation({
  ...ofModerators,
  id: 'listModerators',
  summary: 'List the channel’s own moderators',
  method: 'GET',
  path: '/channels/{slug}/moderators',
  scope: 'channels:read',
  answers: { 200: moderatorsAnswerSchema },
  async handle({ channel }) {
    return { status: 200, body: { moderators: await moderatorsOf(channel.id) } }
  },
})

export const addModerator = operation({
  ...ofModerators,
  id: 'addModerator',
  summary: 'Make an account a moderator of the channel, by e-mail address or name',
  method: 'POST',
  path: '/channels/{slug}/moderators',
  scope: 'channels:write',
  body: newModeratorSchema,
  answers: { 201: moderatorsAnswerSchema },
  refusals: { 'nobody-of-that-name': 404, 'several-of-that-name': 409, 'is-owner': 409, 'is-moderator': 409 },
  // who tries addresses learns which ones have accounts: not many at a time
  limit: { most: 30, seconds: 600 },
  async handle({ account, channel, body, refuse }) {
    const found = await findAccountNamed(database(), body.who)
    if (found.kind === 'nobody') return refuse('nobody-of-that-name')
    if (found.kind === 'several') return refuse('several-of-that-name')
    if (found.userId === channel.ownerId) return refuse('is-owner')
    const isNew = await addChannelMember(database(), { channelId: channel.id, userId: found.userId })
    if (!isNew) return refuse('is-moderator')
    await writeAuditEntry(database(), {
      ...{ actor: account, action: 'moderator-added', target: `channel ${channel.slug}` },
      detail: { user: found.name },
    })
    return { status: 201, body: { moderators: await moderatorsOf(channel.id) } }
  },
})

export const removeModerator = operation({
  ...ofModerators,
  id: 'removeModerator',
  summary: 'Take a moderator’s part in the channel back',
  method: 'DELETE',
  path: '/channels/{slug}/moderators/{userId}',
  scope: 'channels:write',
  params: slugParams.extend({ userId: z.string().max(64) }),
  answers: { 200: moderatorsAnswerSchema },
  refusals: { 'unknown-moderator': 404 },
  async handle({ account, channel, params: { userId }, refuse }) {
    const [member] = (await listChannelMembers(database(), channel.id)).filter((one) => one.userId === userId)
    if (!member || !(await removeChannelMember(database(), { channelId: channel.id, userId }))) {
      return refuse('unknown-moderator')
    }
    await writeAuditEntry(database(), {
      ...{ actor: account, action: 'moderator-removed', target: `channel ${channel.slug}` },
      detail: { user: member.name },
    })
    return { status: 200, body: { moderators: await moderatorsOf(channel.id) } }
  },
})

async function moderatorsOf(channelId: string) {
  const members = await listChannelMembers(database(), channelId)
  // an address was known to who added it, or may be nobody's business: the name is enough
  return members.map(({ userId, name, since }) => ({ userId, name, since: since.toISOString() }))
}
