/** What who runs a channel does with its recordings. */

import { writeAuditEntry } from '@shoal/db/audit'
import { requestExport } from '@shoal/db/recording-exports'
import { markForDeletion } from '@shoal/db/recordings'
import { z } from 'zod'
import { database } from '../../server/database.ts'
import { log } from '../../server/log.ts'
import { operation } from '../../server/operation.ts'
import { slugParams } from '../channels/slug-params.ts'
import { exportFormSchema } from './export-form-schema.ts'
import { findRecordingOf } from './find-recording-of.ts'

const recordingParams = slugParams.extend({
  broadcastId: z.string().max(64).meta({ description: 'The broadcast that was recorded' }),
})

export const deleteRecording = operation({
  id: 'deleteRecording',
  summary: 'Delete a recording for good',
  description: 'Its files are freed within seconds. One that is still being made cannot be deleted.',
  tags: ['Recordings'],
  method: 'DELETE',
  path: '/channels/{slug}/recordings/{broadcastId}',
  scope: 'broadcasts:write',
  right: 'run',
  params: recordingParams,
  answers: { 204: null },
  refusals: { 'unknown-recording': 404, 'still-recording': 409 },
  async handle({ account, channel, params: { broadcastId }, refuse }) {
    const recording = await findRecordingOf(channel.slug, broadcastId)
    if (!recording) return refuse('unknown-recording')
    const isMarked = await markForDeletion(database(), broadcastId)
    if (!isMarked && recording.state === 'recording') return refuse('still-recording')
    log().info({ channel: channel.slug, broadcast: broadcastId }, 'a recording is to be deleted')
    await writeAuditEntry(database(), {
      ...{ actor: account, action: 'recording-deleted', target: `channel ${channel.slug}` },
      detail: { broadcast: broadcastId },
    })
    return { status: 204 }
  },
})

export const exportRecording = operation({
  id: 'exportRecording',
  summary: 'Have one rung of a recording made into an MP4',
  description: 'The studio’s events tell how far it is, and where it can be fetched.',
  tags: ['Recordings'],
  method: 'POST',
  path: '/channels/{slug}/recordings/{broadcastId}/exports',
  scope: 'broadcasts:write',
  right: 'run',
  params: recordingParams,
  body: exportFormSchema,
  answers: { 202: z.object({ state: z.enum(['waiting', 'running', 'ready', 'failed']) }) },
  refusals: { 'unknown-recording': 404 },
  async handle({ account, channel, params: { broadcastId }, body, refuse }) {
    const recording = await findRecordingOf(channel.slug, broadcastId)
    if (!recording?.rungs.includes(body.rung)) return refuse('unknown-recording')
    const asked = await requestExport(database(), { broadcastId, rung: body.rung })
    if (!asked) return refuse('unknown-recording')
    log().info({ channel: channel.slug, broadcast: broadcastId, rung: asked.rung }, 'a download was asked for')
    await writeAuditEntry(database(), {
      ...{ actor: account, action: 'download-asked-for', target: `channel ${channel.slug}` },
      detail: { broadcast: broadcastId, rung: asked.rung },
    })
    return { status: 202, body: { state: asked.state } }
  },
})
