/** Rows that tests need before they can begin. */

import type { BroadcastHealth } from '@shoal/protocol/broadcast-health'
import type { ChannelSettings } from '@shoal/protocol/channel-settings'
import { createBroadcast, type RungRow } from '../broadcasts.ts'
import type { Database } from '../database.ts'
import { setUpServer } from '../operators.ts'

/** An operator with a first channel, `harbour` unless named. */
export async function addOperatorWithChannel(
  db: Database,
  { slug = 'harbour', title = 'The harbour' }: { slug?: string; title?: string } = {},
): Promise<{ userId: string; channelId: string }> {
  const setup = await setUpServer(db, {
    name: 'Ada',
    email: 'ada@example.org',
    passwordHash: 'salt:hash',
    channel: { slug, title },
  })
  if (setup.kind !== 'created') throw new Error('this database has an operator already')
  return setup
}

export const sampleBroadcastId = 'abcdefghij0123456789'

/** A broadcast that starts now, with no ladder yet. */
export async function addBroadcast(
  db: Database,
  { id = sampleBroadcastId, channelId, startedAt = new Date() }: { id?: string; channelId: string; startedAt?: Date },
): Promise<string> {
  await createBroadcast(db, { id, channelId, startedAt })
  return id
}

export const sampleRung: RungRow = {
  name: '720p',
  width: 1280,
  height: 720,
  frameRate: '30.000',
  videoCodec: 'avc1.64001f',
  audioCodec: 'mp4a.40.2',
  bandwidth: 3_000_000,
  averageBandwidth: 2_400_000,
}

/** What a new channel has. */
export const sampleSettings: ChannelSettings = {
  latencyMode: 'balanced',
  ladder: [],
  reconnectSeconds: null,
  rewindSeconds: 7200,
  isRecorded: true,
  retentionDays: null,
}

/** Of a broadcast that has just begun. */
export const sampleHealth: BroadcastHealth = {
  ...{ publishingSinceMs: null, bitrateKbps: null, frameRate: null, keyFrameSeconds: null, segmentSeconds: 2 },
  ...{ droppedFrames: { source: null, encoder: null }, encoderSpeed: null, encoderLagSeconds: null },
  ...{ encoderRestarts: 0, rungs: [], source: null, hasAudio: null },
}
