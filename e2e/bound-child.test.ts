import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, it } from 'vitest'

it('ends with whoever started it, also where that is killed', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const speak = `require("node:net").connect(${port}, "127.0.0.1")`
  const module = JSON.stringify(new URL('bound-child.ts', import.meta.url).href)
  const start = `(await import(${module})).spawnBound(process.execPath, ['--eval', ${JSON.stringify(speak)}])`
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', start], { stdio: 'inherit' })
  const [child] = (await once(server, 'connection')) as [Socket]
  child.on('error', () => {}).resume() // a reset is an end, too
  expect(parent.exitCode).toBeNull()
  const ended = once(child, 'close')
  parent.kill('SIGKILL')
  await ended
  server.close()
})
