/** One broadcast through a whole ingest, its publisher apart: what ingest and its ffmpeg cost together. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { latestBroadcast } from '@shoal/db/broadcasts'
import type { Database } from '@shoal/db/database'
import { ffmpegChildrenOf } from '../../apps/ingest/src/testing/child-processes.ts'
import type { TestChannel } from '../../apps/ingest/src/testing/test-database.ts'
import type { TestIngest } from '../../apps/ingest/src/testing/test-ingest.ts'
import { cpuSecondsOf, peakMegabytesOf } from './cost.ts'
import { SINK_URL } from './ffmpeg-alone.ts'
import { ffmpegPath } from './test-picture.ts'

const LOOK_MS = 500
const ENDS_WITHIN_MS = 20_000
const IDLE_LOOK_SECONDS = 15
const UPLOAD_URL = /^http:\/\/127\.0\.0\.1:\d+\/[\w-]+(?=\/)/

type Parts = { ingest: TestIngest; db: Database; channel: TestChannel; file: string }

export async function runBroadcast({ ingest, db, channel, file }: Parts) {
  const before = await cpuSecondsOf(ingest.pid)
  let ffmpegPeakMegabytes = 0
  const commands = new Map<string, string[]>()
  const timer = setInterval(async () => {
    for (const pid of ffmpegChildrenOf(ingest.pid)) {
      const command = await readCommand(pid).catch(() => null)
      // and not the storyboard's, which comes at the end
      if (command?.includes('PUT')) commands.set(command.join(' '), command)
      ffmpegPeakMegabytes = Math.max(ffmpegPeakMegabytes, await peakMegabytesOf(pid))
    }
  }, LOOK_MS)
  try {
    await publish(file, ingest.publishUrl(channel.key))
    await until(async () => (await latestBroadcast(db, channel.channelId))?.state === 'ended', 'the broadcast goes on')
    await untilQuiet(ingest)
  } finally {
    clearInterval(timer)
  }
  const after = await cpuSecondsOf(ingest.pid)
  const [command = []] = commands.values()
  const ingestCpuSeconds = after.own - before.own
  const ffmpegCpuSeconds = after.children - before.children
  return {
    figures: {
      ...{ ingestCpuSeconds, ffmpegCpuSeconds, cpuSeconds: ingestCpuSeconds + ffmpegCpuSeconds },
      ingestPeakMegabytes: await peakMegabytesOf(ingest.pid),
      ffmpegPeakMegabytes,
    },
    /** More than one when the ladder was changed on the way, as on a machine that is too busy. */
    commands: commands.size,
    /** The broadcast's own, with its uploads going to `SINK_URL`. */
    command: command.map((argument) => argument.replace(UPLOAD_URL, SINK_URL)),
  }
}

/** What ingest costs by itself in as long as a broadcast lasts, from a shorter look at it. */
export async function idleCpuSecondsOf(ingest: TestIngest, seconds: number): Promise<number> {
  const before = await cpuSecondsOf(ingest.pid)
  await new Promise((resolve) => setTimeout(resolve, IDLE_LOOK_SECONDS * 1000))
  const after = await cpuSecondsOf(ingest.pid)
  return ((after.own - before.own) / IDLE_LOOK_SECONDS) * seconds
}

/** Nothing is encoded: no broadcast, and no look at what the machine can do. */
export async function untilQuiet(ingest: TestIngest): Promise<void> {
  let quietLooks = 0
  const isQuiet = async () => {
    quietLooks = ffmpegChildrenOf(ingest.pid).length === 0 ? quietLooks + 1 : 0
    return quietLooks >= 10
  }
  await until(isQuiet, 'an ffmpeg goes on')
}

async function publish(file: string, url: string): Promise<void> {
  const args = ['-v', 'error', '-nostdin', '-re', '-i', file, '-c', 'copy', '-f', 'flv', url]
  const child = spawn(ffmpegPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`the publisher ended with ${code}`)
}

/** Without the program itself. */
async function readCommand(pid: number): Promise<string[]> {
  return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').slice(1, -1)
}

async function until(isSo: () => Promise<boolean>, otherwise: string): Promise<void> {
  const deadlineMs = performance.now() + ENDS_WITHIN_MS
  while (!(await isSo())) {
    if (performance.now() > deadlineMs) throw new Error(otherwise)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
