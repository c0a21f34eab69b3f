import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startChild } from './processes/child.ts'
import { findOnPath } from './processes/find-on-path.ts'
import { holdPort } from './testing/free-ports.ts'
import { processesWith } from './testing/run-script.ts'
import { workspaceRoot } from './workspace.ts'

const hasTurnServer = (await findOnPath('turnserver')) !== undefined

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoal-turn-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function start(env: NodeJS.ProcessEnv, onLine: (line: string) => void = () => {}) {
  const turn = { SHOAL_TURN_FOLDER: folder, SHOAL_TURN_SECRET: 'secret', SHOAL_TURN_RELAY_IP: '127.0.0.1' }
  const options = { script: 'scripts/turn-server.ts', cwd: workspaceRoot, onLine }
  return startChild({ ...options, env: { ...process.env, ...turn, ...env } })
}

describe('the TURN server beside the others', () => {
  it('says in one sentence what it lacks', async () => {
    const noAddress = await start({ SHOAL_TURN_RELAY_IP: '' }).exited
    expect(noAddress.refusal).toMatch(/^SHOAL_TURN_RELAY_IP must be the address of this machine/)
  })

  it.skipIf(!hasTurnServer)('is gone with nothing left when it is stopped', async () => {
    const { server, port } = await holdPort()
    await new Promise((done) => server.close(done))
    const listens = Promise.withResolvers<void>()
    const child = start({ SHOAL_TURN_PORT: String(port) }, (line) => line.includes('admin thread') && listens.resolve())
    await Promise.race([listens.promise, child.exited])
    expect(await processesWith(`SHOAL_TURN_FOLDER=${folder}`)).not.toEqual([])
    await child.stop(2000)
    expect(await processesWith(`SHOAL_TURN_FOLDER=${folder}`)).toEqual([])
  })
})
