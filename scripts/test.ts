/** `npm test`: gets what the tests need, makes what they look at, then runs `npm run check`, or Vitest with what was asked for. */

import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { OperatorError } from './operator-error.ts'
import { listenForShutdown } from './processes/shutdown.ts'
import { buildWebApp, generateDatabaseClient } from './stack/build.ts'
import { createSteps } from './steps.ts'
import { requireTestTools, type TestTools } from './test-tools/test-tools.ts'
import { workspaceRoot } from './workspace.ts'

const vitestArguments = process.argv.slice(2)
const { signal } = listenForShutdown()
try {
  process.exit(await runChecks(await prepare()))
} catch (error) {
  if (signal.aborted) process.exit(130)
  if (!(error instanceof OperatorError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
}

async function prepare(): Promise<TestTools> {
  const steps = createSteps()
  const logFolder = join(workspaceRoot, '.cache')
  mkdirSync(logFolder, { recursive: true })
  const tools = await steps.run('looking for ffmpeg, Chromium, PostgreSQL and a font', () =>
    requireTestTools(steps, signal),
  )
  await steps.run("generating the database's client", (note) => generateDatabaseClient({ logFolder, note, signal }))
  await steps.run('building the web app', (note) => buildWebApp({ logFolder, note, signal }))
  return tools
}

async function runChecks({ ffmpeg, chromium }: TestTools): Promise<number> {
  const [command, args] =
    vitestArguments.length > 0 ? ['vitest', ['run', ...vitestArguments]] : ['npm', ['run', '--silent', 'check']]
  const child = spawn(command, args, {
    cwd: workspaceRoot,
    env: {
      ...process.env,
      SHOAL_FFMPEG: ffmpeg,
      SHOAL_CHROMIUM: chromium,
      PATH: `${join(workspaceRoot, 'node_modules/.bin')}:${process.env.PATH}`,
    },
    stdio: 'inherit',
  })
  signal.addEventListener('abort', () => child.kill('SIGINT'), { once: true })
  return await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
