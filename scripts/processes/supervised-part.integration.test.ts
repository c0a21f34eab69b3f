import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startChild } from './child.ts'
import { type PartEvent, SupervisedPart } from './supervised-part.ts'

const SCRIPTS = {
  stays: `process.on('SIGTERM', () => process.exit(0)); process.on('disconnect', () => {}); console.log('up')`,
  stubborn: `process.on('SIGTERM', () => {}); process.on('disconnect', () => {}); setInterval(() => {}, 1000)
    const { spawn } = await import('node:child_process'); console.log(spawn('sleep', ['600']).pid)`,
  crashes: `console.error('first'); throw new Error('no luck today')`,
  refuses: `console.error('SHOAL_X must be set'); process.exit(1)`,
  lingers: `process.on('SIGTERM', () => clearInterval(timer)); process.on('disconnect', () => {})
    const timer = setInterval(() => {}, 1000); console.log('up')`,
}

describe('a part under supervision', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoal-part-'))
    for (const [name, text] of Object.entries(SCRIPTS)) await writeFile(join(folder, `${name}.mjs`), text)
  })
  afterAll(() => rm(folder, { recursive: true }))

  function supervise(script: keyof typeof SCRIPTS) {
    const events: PartEvent[] = []
    const lines: string[] = []
    const start = async () =>
      startChild({
        script: join(folder, `${script}.mjs`),
        cwd: folder,
        env: process.env,
        onLine: (line) => lines.push(line),
      })
    const part = new SupervisedPart(script, start, (event) => events.push(event))
    part.start()
    return { part, events, lines, kinds: () => events.map(({ kind }) => kind) }
  }

  it('that is stopped has not died', async () => {
    const { part, kinds, lines } = supervise('stays')
    await vi.waitFor(() => expect(lines).toContain('up'))
    expect(part.state).toBe('running')
    await part.stop(4000)
    expect(part.state).toBe('down')
    expect(kinds()).toEqual(['started', 'stopped'])
  })

  it('that died is started again, later each time, and given up after five times at once', async () => {
    const { events, part } = supervise('crashes')
    await vi.waitFor(() => expect(events.at(-1)?.kind).toBe('gave-up'), { timeout: 20_000 })
    expect(events.flatMap((event) => (event.kind === 'died' ? [event.againInMs] : []))).toEqual([200, 400, 800, 1600])
    expect(events.at(-1)).toMatchObject({ refused: false, exit: { lastLine: 'Error: no luck today' } })
    await part.stop(0)
  })

  it('that says one sentence and ends with 1 is not asked again', async () => {
    const { events, kinds } = supervise('refuses')
    await vi.waitFor(() => expect(kinds()).toEqual(['started', 'gave-up']))
    expect(events[1]).toMatchObject({ refused: true, exit: { refusal: 'SHOAL_X must be set' } })
  })

  it('that has been ready is started again however often it refuses', async () => {
    const refused = { how: 'exit code 1', lastLine: '', refusal: 'the database is away' }
    const kinds: string[] = []
    let runs = 0
    const run = async () => {
      runs += 1
      if (runs === 1) part.noteReady()
      const exited = runs < 4 ? Promise.resolve(refused) : new Promise<never>(() => {})
      return { pid: runs, exited, stop: async () => {} }
    }
    const part = new SupervisedPart('ready', run, ({ kind }) => kinds.push(kind))
    part.start()
    await vi.waitFor(() => expect(runs).toBe(4), { timeout: 10_000 })
    expect(kinds).toEqual(['started', 'died', 'started', 'died', 'started', 'died', 'started'])
  })

  it('that does not end is killed with all that it started', async () => {
    const { part, lines } = supervise('stubborn')
    await vi.waitFor(() => expect(lines).toHaveLength(1))
    await part.stop(200)
    // an orphan that was killed is there until the system has taken note of it
    await vi.waitFor(() => expect(() => process.kill(Number(lines[0]), 0)).toThrow('ESRCH'), { timeout: 5000 })
  })

  it('that listens to its channel is not held by it', async () => {
    const { part, lines } = supervise('lingers')
    await vi.waitFor(() => expect(lines).toContain('up'))
    const since = performance.now()
    await part.stop(4000)
    expect(performance.now() - since).toBeLessThan(2000)
  })

  it('that is restarted runs again at once', async () => {
    const { part, kinds, lines } = supervise('stays')
    await vi.waitFor(() => expect(lines).toEqual(['up']))
    await part.restart(1000)
    await vi.waitFor(() => expect(lines).toEqual(['up', 'up']))
    expect(kinds()).toEqual(['started', 'started'])
    await part.stop(1000)
  })
})
