import { mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openTicketKeys, PREVIOUS_TICKET_SECRET } from './ticket-keys.ts'

const [FIRST, SECOND] = ['a-first-secret-that-is-long-enough', 'a-second-secret-that-is-long-enough']
const at = new Date('2026-03-01T12:00:00Z')
let folder = ''

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: at })
  folder = await mkdtemp(join(tmpdir(), 'shoal-keys-'))
  await writeFile(join(folder, 'ticket-secret'), `${FIRST}\n`)
  await utimes(join(folder, 'ticket-secret'), at, at)
})
afterEach(async () => {
  vi.useRealTimers()
  await rm(folder, { recursive: true })
})

async function rotate(): Promise<void> {
  const now = new Date()
  await rename(join(folder, 'ticket-secret'), join(folder, PREVIOUS_TICKET_SECRET))
  await writeFile(join(folder, 'ticket-secret'), SECOND)
  for (const name of ['ticket-secret', PREVIOUS_TICKET_SECRET]) await utimes(join(folder, name), now, now)
}

const texts = (keys: ReturnType<typeof openTicketKeys>) => keys.accepted().map((key) => key.export().toString())

it('signs with a new secret soon after it is there, and takes the old one while its tickets live', async () => {
  const keys = openTicketKeys(folder)
  expect([keys.current(), texts(keys)]).toEqual([FIRST, [FIRST]])
  vi.setSystemTime(at.getTime() + 5000)
  await rotate()
  vi.setSystemTime(at.getTime() + 7000)
  expect([keys.current(), texts(keys)]).toEqual([SECOND, [SECOND, FIRST]])
  vi.setSystemTime(at.getTime() + 11 * 60_000)
  expect(texts(keys)).toEqual([SECOND])
})

it('sees a new secret though the clock was set back meanwhile', async () => {
  const keys = openTicketKeys(folder)
  vi.setSystemTime(at.getTime() - 3_600_000)
  await rotate()
  expect(keys.current()).toBe(SECOND)
})

it('goes on with what it has while the file is away, and does not start without one', async () => {
  const keys = openTicketKeys(folder)
  await rm(join(folder, 'ticket-secret'))
  vi.setSystemTime(at.getTime() + 5000)
  expect(keys.current()).toBe(FIRST)
  expect(() => openTicketKeys(folder)).toThrow('ENOENT')
})
