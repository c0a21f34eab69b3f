import { access, readdir } from 'node:fs/promises'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { exportPath } from './export-files.ts'
import { type ExportJob, type ExportUpdate, type RunExportsOptions, removeFile, runExports } from './run-exports.ts'
import { loadStoredBytes } from './stored-bytes.ts'
import { recordRuns } from './testing/recorded-runs.ts'
import { SAMPLE_ID, temporaryFolder } from './testing/sample-broadcast.ts'

const log = pino({ level: 'silent' })

/** A queue in memory, as the database's would be. */
function createQueue(jobs: ExportJob[]) {
  const changes: ExportUpdate[] = []
  const settled = Promise.withResolvers<ExportUpdate>()
  const queue = {
    list: async () => jobs,
    async update(id: string, change: ExportUpdate) {
      changes.push(change)
      if (change.state === 'running') return true
      jobs.splice(0, jobs.length, ...jobs.filter((job) => job.id !== id))
      settled.resolve(change)
      return true
    },
    async forget() {},
  }
  return { queue, changes, settled: settled.promise }
}

async function setUp(root: string, rung: string, options: Partial<RunExportsOptions> = {}) {
  const stored = await loadStoredBytes(root, log)
  const { queue, changes, settled } = createQueue([{ id: 'job', broadcastId: SAMPLE_ID, rung }])
  const shared = { root, stored, queue, ffmpegPath: 'ffmpeg', log, hasRoomFor: async () => true, intervalMs: 5 }
  return { stored, queue, changes, settled, start: () => runExports({ ...shared, ...options }) }
}

it('makes what is asked for, tells how far it is, and counts it', async () => {
  await using root = await temporaryFolder()
  const { folder } = await recordRuns(root.path, [{ epoch: 1, startSeconds: 10, seconds: 3 }])
  const { stored, queue, changes, settled, start } = await setUp(root.path, 'low')
  const before = stored.total
  await using _exports = start()
  const last = await settled
  expect(changes[0]?.state).toBe('running')
  if (last.state !== 'ready') throw new Error(`it is ${last.state}`)
  expect(stored.total).toBe(before + last.bytes)
  expect((await loadStoredBytes(root.path, log)).total).toBe(before + last.bytes)

  await removeFile({ root: root.path, queue, stored }, { broadcastId: SAMPLE_ID, rung: 'low' })
  expect(stored.total).toBe(before)
  await expect(access(exportPath(folder, 'low'))).rejects.toMatchObject({ code: 'ENOENT' })
})

it('says that there is no room, before it begins', async () => {
  await using root = await temporaryFolder()
  const { folder } = await recordRuns(root.path, [{ epoch: 1, startSeconds: 10, seconds: 3 }])
  const { settled, start } = await setUp(root.path, 'low', { hasRoomFor: async () => false })
  await using _exports = start()
  expect(await settled).toMatchObject({ state: 'failed', error: 'no-room' })
  expect((await readdir(folder)).filter((name) => name.startsWith('export'))).toEqual([])
})

it('says that there is no such recording, or rung', async () => {
  await using root = await temporaryFolder()
  const { settled, start } = await setUp(root.path, '720p')
  await using _exports = start()
  expect(await settled).toMatchObject({ state: 'failed', error: 'not-found' })
})
