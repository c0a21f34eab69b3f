import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { pino } from 'pino'
import { expect, it, vi } from 'vitest'
import { storedFilePath } from './broadcast-folder.ts'
import { DiskGuard } from './disk-guard.ts'
import { readJournal } from './journal.ts'
import { Recorder } from './recorder.ts'
import { sampleEpoch, sampleFacts, sampleSegment, temporaryFolder } from './testing/sample-broadcast.ts'

const run = promisify(execFile)
const log = pino({ level: 'silent' })
const canMount = findOutWhetherItMounts()

/** A file system of one megabyte. */
async function mountSmall(): Promise<AsyncDisposable & { path: string }> {
  const folder = await temporaryFolder()
  await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder.path])
  return {
    path: folder.path,
    async [Symbol.asyncDispose]() {
      await run('umount', [folder.path])
      await folder[Symbol.asyncDispose]()
    },
  }
}

function findOutWhetherItMounts(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'shoal-mount-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', folder], { stdio: 'ignore' })
    execFileSync('umount', [folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  } finally {
    rmdirSync(folder)
  }
}

function startRecorder(folder: string) {
  const heard: string[] = []
  const events = {
    onStored: (number: number) => heard.push(`stored ${number}`),
    onPaused: (reason: string) => heard.push(`paused ${reason}`),
    onResumed: () => heard.push('resumed'),
  }
  const recorder = new Recorder({ folder, facts: sampleFacts(), events, log, retryMs: 10 })
  recorder.startEpoch(sampleEpoch())
  const add = (number: number) => {
    const { segment, parts } = sampleSegment(number, 40_000)
    recorder.add(segment, parts)
  }
  return { recorder, heard, add }
}

/** The numbers that the journal names; fails when a file is not what it should be. */
async function readWhole(folder: string): Promise<number[]> {
  const journal = await readJournal(folder)
  for (const { number } of journal?.segments.values() ?? []) {
    const { segment, parts } = sampleSegment(number, 40_000)
    for (const [rung, { hash }] of Object.entries(segment.parts)) {
      const path = join(folder, storedFilePath({ kind: 'segment', epoch: 1, rung, number, hash }))
      expect(await readFile(path)).toEqual(parts.get(rung)?.bytes)
    }
  }
  return [...(journal?.segments.keys() ?? [])]
}

it.runIf(canMount)('goes on after a disk was really full (needs root and mount)', async () => {
  await using disk = await mountSmall()
  const ballast = join(disk.path, 'ballast')
  await writeFile(ballast, Buffer.alloc(600_000))
  const { recorder, heard, add } = startRecorder(join(disk.path, 'broadcast'))
  for (let number = 0; number < 10; number += 1) add(number)
  await vi.waitUntil(() => heard.includes('paused disk-full'), { interval: 1 })
  recorder.dropBefore(1)
  await rm(ballast)
  await vi.waitUntil(() => heard.includes('resumed'), { interval: 1 })
  add(20)
  const end = await recorder.end('publisher-left')
  const numbers = await readWhole(join(disk.path, 'broadcast'))
  expect(numbers[0]).toBe(1)
  expect(numbers.at(-1)).toBe(20)
  expect(numbers.length).toBeLessThan(10)
  expect(end.segments).toBe(numbers.length)
})

it.runIf(canMount)('goes on after a disk was really read-only (needs root and mount)', async () => {
  await using disk = await mountSmall()
  const { recorder, heard, add } = startRecorder(join(disk.path, 'broadcast'))
  add(0)
  await vi.waitUntil(() => heard.includes('stored 0'), { interval: 1 })
  // A file that is open for writing keeps a file system from becoming read-only.
  await recorder[Symbol.asyncDispose]()
  await run('mount', ['-o', 'remount,ro', disk.path])
  const journal = await readJournal(join(disk.path, 'broadcast'))
  if (!journal) throw new Error('nothing is left')
  const again: string[] = []
  const second = new Recorder({
    ...{ folder: join(disk.path, 'broadcast'), facts: sampleFacts(), journal, log, retryMs: 10 },
    events: {
      onStored: (number) => again.push(`stored ${number}`),
      onPaused: (reason) => again.push(`paused ${reason}`),
      onResumed: () => again.push('resumed'),
    },
  })
  const { segment, parts } = sampleSegment(1, 40_000)
  second.add(segment, parts)
  await vi.waitUntil(() => again.includes('paused read-only'), { interval: 1 })
  await run('mount', ['-o', 'remount,rw', disk.path])
  await vi.waitUntil(() => again.includes('resumed'), { interval: 1 })
  await second.end('publisher-left')
  expect(await readWhole(join(disk.path, 'broadcast'))).toEqual([0])
})

it.runIf(canMount)('sees that a real disk runs low (needs root and mount)', async () => {
  await using disk = await mountSmall()
  const heard: string[] = []
  using guard = new DiskGuard({
    ...{ folder: disk.path, quotaBytes: 0, minFreeBytes: 0, log, usedBytes: () => 0, reclaimable: () => [] },
    recorders: () => [{ pause: (reason) => heard.push(reason), resume: () => heard.push('resume') }],
  })
  await writeFile(join(disk.path, 'ballast'), Buffer.alloc(1_010_000))
  await guard.look()
  await rm(join(disk.path, 'ballast'))
  await guard.look()
  expect(heard).toEqual(['disk-low', 'resume'])
})
