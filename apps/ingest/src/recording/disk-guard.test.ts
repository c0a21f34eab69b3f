import { pino } from 'pino'
import { expect, it } from 'vitest'
import { DiskGuard, type DiskGuardOptions } from './disk-guard.ts'
import { listRewind, type Reclaimable, selectReclaimed } from './reclaim.ts'
import { sampleSegment } from './testing/sample-broadcast.ts'

const log = pino({ level: 'silent' })

/** A disk of 1000 blocks of a byte each, and one recording. */
function setUp(options: Partial<DiskGuardOptions> & { candidates?: Reclaimable[] } = {}) {
  const disk = { free: 500, used: 0 }
  const heard: string[] = []
  const guard = new DiskGuard({
    ...{ folder: '/data', quotaBytes: 0, minFreeBytes: 0, log, intervalMs: 1_000_000 },
    usedBytes: () => disk.used,
    reclaimable: () => (options.candidates ?? []).filter(({ bytes }) => bytes > 0),
    recorders: () => [{ pause: (reason) => heard.push(`pause ${reason}`), resume: () => heard.push('resume') }],
    statfs: async () => ({ bsize: 1, blocks: 1000, bavail: disk.free }),
    ...options,
  })
  const look = async (change: Partial<typeof disk>) => {
    Object.assign(disk, change)
    heard.length = 0
    await guard.look()
    return [...heard]
  }
  return { guard, look }
}

function candidate(kind: Reclaimable['kind'], atMs: number, bytes: number, dropped: string[] = []): Reclaimable {
  const drop = () => {
    dropped.push(`${kind} ${atMs}`)
    made.bytes = 0
  }
  const made: Reclaimable = { kind, atMs, bytes, drop }
  return made
}

it('takes leftovers first, then the oldest rewind data of all broadcasts, then downloads', () => {
  const candidates = [
    candidate('export', 1, 10),
    candidate('rewind', 5, 10),
    candidate('rewind', 3, 10),
    candidate('leftover', 9, 10),
  ]
  const orderOf = (bytes: number) => selectReclaimed(candidates, bytes).map(({ kind, atMs }) => `${kind} ${atMs}`)
  expect(orderOf(0)).toEqual([])
  expect(orderOf(11)).toEqual(['leftover 9', 'rewind 3'])
  expect(orderOf(999)).toEqual(['leftover 9', 'rewind 3', 'rewind 5', 'export 1'])
})

it('counts no segment of the live window, or just behind it, as rewind data', () => {
  const dropped: number[] = []
  const segments = Array.from({ length: 100 }, (_, number) => sampleSegment(number).segment)
  const rewind = listRewind(segments, { windowSeconds: 60, dropBefore: (number) => dropped.push(number) })
  expect(rewind).toHaveLength(55)
  expect(rewind[0]).toMatchObject({ kind: 'rewind', bytes: 2000, atMs: 1_800_000_000_000 })
  rewind.at(-1)?.drop()
  expect(dropped).toEqual([55])
  expect(listRewind([], { windowSeconds: 60, dropBefore() {} })).toEqual([])
})

it('makes room before it pauses anything', async () => {
  const dropped: string[] = []
  const candidates = [candidate('rewind', 1, 8, dropped), candidate('rewind', 2, 8, dropped), candidate('rewind', 3, 8)]
  const { guard, look } = setUp({ candidates })
  expect(await look({ free: 49 })).toEqual([])
  expect(dropped).toEqual(['rewind 1', 'rewind 2'])
  expect(await look({ free: 65 })).toEqual(['resume'])
  expect(guard.paused).toBeNull()
})

it('pauses recordings when there is nothing to drop, and goes on only with room to spare', async () => {
  const { guard, look } = setUp()
  expect(await look({ free: 50 })).toEqual(['resume'])
  expect(await look({ free: 49 })).toEqual(['pause disk-low'])
  expect(await look({ free: 55 })).toEqual(['pause disk-low'])
  expect(guard.paused).toBe('disk-low')
  expect(await look({ free: 60 })).toEqual(['resume'])
  expect(await look({ free: 51 })).toEqual(['resume'])
})

it('keeps to the quota likewise', async () => {
  const { look } = setUp({ quotaBytes: 100 })
  expect(await look({ used: 100 })).toEqual(['resume'])
  expect(await look({ used: 101 })).toEqual(['pause quota'])
  expect(await look({ used: 96 })).toEqual(['pause quota'])
  expect(await look({ used: 95 })).toEqual(['resume'])
})

it('keeps more free than 5 % where the operator wants it', async () => {
  const { look } = setUp({ minFreeBytes: 100 })
  expect(await look({ free: 99 })).toEqual(['pause disk-low'])
})

it('says whether something large still fits', async () => {
  const { guard, look } = setUp({ quotaBytes: 400 })
  await look({ free: 300, used: 100 })
  expect(await guard.hasRoomFor(250)).toBe(true)
  expect(await guard.hasRoomFor(251)).toBe(false)
  await look({ used: 200 })
  expect(await guard.hasRoomFor(201)).toBe(false)
})

it('leaves everything as it is when the disk does not answer', async () => {
  const { look } = setUp({ statfs: async () => Promise.reject(new Error('EIO')) })
  expect(await look({})).toEqual([])
})
