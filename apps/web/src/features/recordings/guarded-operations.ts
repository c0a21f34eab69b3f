/**
 * A broadcast's pictures and files for whoever may see it: each request is judged, and led to the origin with a ticket of
 * its own. No address that works for long stands in a page.
 */

import { doorName, findDoor } from '@shoal/db/broadcast-doors'
import { findShownBroadcast } from '@shoal/db/shown-broadcasts'
import { rungNameSchema } from '@shoal/protocol/hls-path'
import { needsTicket } from '@shoal/protocol/privacy'
import { signTicket } from '@shoal/protocol/sign-ticket'
import { z } from 'zod'
import { database } from '../../server/database.ts'
import type { Account } from '../../server/find-account.ts'
import { maySee } from '../../server/may-see.ts'
import { operation } from '../../server/operation.ts'
import { ticketKeys } from '../../server/ticket-keys.ts'
import { newViewerSession } from '../../server/tickets.ts'
import { addressesOf } from '../channels/api-broadcast.ts'
import { downloadUrl } from './broadcast-urls.ts'

const PICTURE = /^(poster\.jpg|storyboard\.vtt|storyboard-[1-9]\d{0,3}\.jpg)$/
const broadcastId = z.string().max(64).meta({ description: 'The broadcast' })

export const readPicture = operation({
  id: 'readPicture',
  summary: 'Fetch a picture of a broadcast that you may see',
  description:
    'Leads to the picture: `poster.jpg` is the latest, `storyboard.vtt` says which part of which `storyboard-1.jpg` shows which moment of a recording.',
  tags: ['Watching'],
  method: 'GET',
  path: '/broadcasts/{broadcastId}/pictures/{file}',
  scope: 'public',
  moreWith: 'broadcasts:read',
  params: z.object({ broadcastId, file: z.string().regex(PICTURE) }),
  answers: { 307: null },
  refusals: { 'unknown-broadcast': 404 },
  async handle({ request, account, params: { broadcastId, file }, refuse }) {
    const found = await findVisible({ request, account }, broadcastId)
    if (!found) return refuse('unknown-broadcast')
    const { origin } = addressesOf(request.headers)
    const query = found.ticket === null ? '' : `?${new URLSearchParams({ ticket: found.ticket })}`
    return { status: 307, headers: { Location: `${origin}/live/${broadcastId}/${file}${query}` } }
  },
})

export const downloadRecording = operation({
  id: 'downloadRecording',
  summary: 'Fetch the MP4 of a recording that you may see',
  description: 'Leads to the file, once one was made of that rung, such as `720p` or `audio`.',
  tags: ['Recordings'],
  method: 'GET',
  path: '/broadcasts/{broadcastId}/files/{rung}',
  scope: 'public',
  moreWith: 'broadcasts:read',
  params: z.object({ broadcastId, rung: rungNameSchema }),
  answers: { 307: null },
  refusals: { 'unknown-broadcast': 404, 'unknown-file': 404 },
  async handle({ request, account, params: { broadcastId, rung }, refuse }) {
    const found = await findVisible({ request, account }, broadcastId)
    if (!found) return refuse('unknown-broadcast')
    const file = found.files.find((one) => one.rung === rung)
    if (!file) return refuse('unknown-file')
    const { origin } = addressesOf(request.headers)
    const ticket = found.ticket === null ? {} : { ticket: found.ticket }
    const location = downloadUrl(origin, { broadcastId, rung, token: file.token, ...ticket })
    return { status: 307, headers: { Location: location } }
  },
})

/** Null where there is no such broadcast for who asks. The ticket is null where none is needed. */
async function findVisible(caller: { request: Request; account: Account | null }, id: string) {
  const row = await findShownBroadcast(database(), id)
  if (!row) return null
  const { channel, recording } = row
  const door = await findDoor(database(), { channelId: channel.id, broadcastId: id })
  if (!door || !(await maySee(caller, { channel, privacy: door.privacy, broadcast: row }))) return null
  const claims = { broadcast: id, mode: 'off', role: 'preview', group: 'swarm', sub: newViewerSession() } as const
  const { ticket } = await signTicket({ ...claims, door: doorName(door) }, ticketKeys().current())
  return { files: recording?.files ?? [], ticket: needsTicket(door.privacy) ? ticket : null }
}
