import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyPreparedDatabase } from '@shoal/db/testing/prepared-folder'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { freePortEnvironment, holdPort } from './testing/free-ports.ts'
import { processesWith, type RunningScript, runScript, startScript } from './testing/run-script.ts'
import { workspaceRoot } from './workspace.ts'

const READY = { timeout: 170_000, interval: 50 }

/** The optional package brings one that needs no PATH. */
function findsPackagedFfmpeg(): boolean {
  return existsSync(join(workspaceRoot, 'node_modules/ffmpeg-static/ffmpeg'))
}

describe('npm start', () => {
  let folder: string
  let environment: Record<string, string>

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoal-start-'))
    environment = { SHOAL_DATA: join(folder, 'data'), ...(await freePortEnvironment()) }
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  /** One plain sentence on the last line, exit code 1, no stack. */
  async function expectRefusal(changed: Record<string, string>, sentence: RegExp): Promise<void> {
    const { code, stderr, stdout } = await runScript('start', [], { ...environment, ...changed })
    expect(stderr.trim().split('\n').at(-1)).toMatch(sentence)
    expect(stderr).not.toMatch(/^\s+at /m)
    expect(stdout).toBe('')
    expect(code).toBe(1)
    expect(await processesWith(`SHOAL_DATA=${environment.SHOAL_DATA}`)).toEqual([])
  }

  it('refuses a setting that makes no sense, with its name', () =>
    expectRefusal({ SHOAL_WEB_PORT: 'eighty' }, /^SHOAL_WEB_PORT must be a port number .* is "eighty"/))

  it('refuses a port that is in use, with the variable that moves it', async () => {
    const { server, port } = await holdPort()
    await expectRefusal(
      { SHOAL_RTMP_PORT: String(port) },
      new RegExp(`^Port ${port} for RTMP is in use by another program: .*SHOAL_RTMP_PORT`),
    )
    await new Promise((done) => server.close(done))
  })

  it('refuses a data folder that cannot be written to', async () => {
    await writeFile(join(folder, 'file'), '')
    await expectRefusal({ SHOAL_DATA: join(folder, 'file', 'data') }, /^The data folder .* set SHOAL_DATA to a folder/)
  })

  it('refuses a disk with less room than is asked for', () =>
    expectRefusal({ SHOAL_MIN_FREE_MB: '999999999' }, /^The disk of .* MB free .*SHOAL_MIN_FREE_MB.*: make room/))

  it('refuses an ffmpeg that is none', () =>
    expectRefusal({ SHOAL_FFMPEG: '/bin/true' }, /^(SHOAL_FFMPEG is \/bin\/true|The ffmpeg of SHOAL_FFMPEG)/))

  it.skipIf(findsPackagedFfmpeg())('refuses a machine where no ffmpeg is to be had', () =>
    expectRefusal({ PATH: folder }, /^ffmpeg is missing and cannot be installed from here: install .* SHOAL_FFMPEG/),
  )

  it('refuses a database that does not answer', async () => {
    const { server, port } = await holdPort()
    await new Promise((done) => server.close(done))
    await expectRefusal(
      { DATABASE_URL: `postgresql://shoal:hush@127.0.0.1:${port}/shoal` },
      new RegExp(`^The database at 127.0.0.1:${port} does not answer: .*DATABASE_URL(?!.*hush)`),
    )
  }, 180_000)

  it('hands on the one sentence of a server that refuses its own settings', async () => {
    await copyPreparedDatabase(join(folder, 'data'))
    await expectRefusal({ SHOAL_SEGMENT_SECONDS: 'often' }, /SHOAL_SEGMENT_SECONDS/)
  }, 180_000)

  it('is ready, refuses a second one on the same folder, and is gone within 5 s of Ctrl-C with nothing left', async () => {
    const first = await startReady()
    expect(first.printed()).toMatch(/http:\/\/localhost:\d+\/setup\?token=[\w-]{32}\n/)
    expect(first.printed()).toContain(`rtmp://localhost:${environment.SHOAL_RTMP_PORT}/live`)
    for (const name of ['SHOAL_WEB_PORT', 'SHOAL_ORIGIN_PORT', 'SHOAL_TRACKER_PORT']) {
      expect((await fetch(`http://127.0.0.1:${environment[name]}/health`)).status).toBe(200)
    }
    await expectRefusalBeside()
    await expectGone(first, 'SIGINT')

    const since = performance.now()
    const second = await startReady()
    console.log(`second start: ${Math.round(performance.now() - since)} ms`)
    await expectGone(second, 'SIGTERM')
  }, 240_000)

  it('starts a server again that died by itself, and leaves nothing behind when it is killed itself', async () => {
    await copyPreparedDatabase(join(folder, 'data'))
    const running = await startReady()
    const health = `http://127.0.0.1:${environment.SHOAL_TRACKER_PORT}/health`
    const before = await trackerPid(health)
    process.kill(before, 'SIGKILL')
    await vi.waitFor(async () => expect(await trackerPid(health)).not.toBe(before), { timeout: 15_000, interval: 50 })
    expect(running.printed()).toMatch(/tracker +ended by itself \(SIGKILL\); it is started again in 0\.2 s/)

    running.child.kill('SIGKILL')
    await running.ended
    const left = () => processesWith(`SHOAL_DATA=${environment.SHOAL_DATA}`)
    await expect.poll(left, { timeout: 10_000 }).toEqual([])
  }, 180_000)

  it('ends without orphans on a second Ctrl-C, and in the middle of starting', async () => {
    const running = startScript('start', [], environment)
    await vi.waitFor(() => expect(running.printed()).toContain('the database runs'), READY)
    running.child.kill('SIGINT')
    running.child.kill('SIGINT')
    await expectGone(running, 'SIGINT')
  }, 180_000)

  async function startReady(): Promise<RunningScript> {
    const running = startScript('start', [], environment)
    const ended = running.ended.then(({ stderr }) => Promise.reject(new Error(stderr)))
    await Promise.race([vi.waitFor(() => expect(running.printed()).toContain('Ctrl-C stops everything'), READY), ended])
    ended.catch(() => undefined)
    return running
  }

  async function expectGone(running: RunningScript, signal: NodeJS.Signals): Promise<void> {
    const since = performance.now()
    running.child.kill(signal)
    expect((await running.ended).code).toBe(0)
    expect(performance.now() - since).toBeLessThan(5000)
    expect(await processesWith(`SHOAL_DATA=${environment.SHOAL_DATA}`)).toEqual([])
  }

  async function expectRefusalBeside(): Promise<void> {
    const { code, stderr } = await runScript('start', [], environment)
    expect(stderr).toMatch(/^Shoal is already running on .* \(process \d+\): stop it first/m)
    expect(code).toBe(1)
  }

  async function trackerPid(health: string): Promise<number> {
    expect((await fetch(health)).status).toBe(200)
    const processes = await processesWith(`SHOAL_DATA=${environment.SHOAL_DATA}`)
    return processes.find(({ command }) => command.includes('apps/tracker'))?.pid ?? Number.NaN
  }
})
