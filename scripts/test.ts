/**
 * `npm test`: gets what the tests need, makes what they look at, then does what `npm run check` does, or runs Vitest with
 * what was asked for. The web app is built, which leaves half a processor, while the source is examined and tools are got.
 */

import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { OperatorError } from './operator-error.ts'
import { CommandFailedError, runCommand } from './processes/run-command.ts'
import { listenForShutdown } from './processes/shutdown.ts'
import { buildWebApp, generateDatabaseClient } from './stack/build.ts'
import { createSteps } from './steps.ts'
import { requireTestTools, type TestTools } from './test-tools/test-tools.ts'
import { workspaceRoot } from './workspace.ts'

const vitestArguments = process.argv.slice(2)
/** All of `npm run check`. */
const isWhole = vitestArguments.length === 0
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
  await steps.run("generating the database's client", (note) => generateDatabaseClient({ logFolder, note, signal }))
  const making = makeAndExamine(logFolder)
  making.catch(() => {}) // told of below, where it is waited for
  try {
    const tools = await steps.run('looking for ffmpeg, Chromium, PostgreSQL and a font', () =>
      requireTestTools(steps, signal),
    )
    await steps.run('building the web app', async (note) => note(await making))
    return tools
  } finally {
    await Promise.allSettled([making])
  }
}

/** To the end of both: a build that goes on by itself would be in the way of the next. Resolves to what was built. */
async function makeAndExamine(logFolder: string): Promise<string> {
  let built = ''
  const note = (text: string) => {
    built = text
  }
  const both = [buildWebApp({ logFolder, note, signal }), ...(isWhole ? [examineSource()] : [])]
  for (const result of await Promise.allSettled(both)) if (result.status === 'rejected') throw result.reason
  return built
}

/** @throws OperatorError with all that is wrong with it. */
async function examineSource(): Promise<void> {
  const lines: string[] = []
  const onLine = (line: string) => lines.push(line)
  try {
    await runCommand({ command: 'npm', args: ['run', '--silent', 'sources'], cwd: workspaceRoot, onLine, signal })
  } catch (error) {
    if (!(error instanceof CommandFailedError)) throw error
    throw new OperatorError(lines.join('\n'), { cause: error })
  }
}

async function runChecks(tools: TestTools): Promise<number> {
  const types = isWhole ? await run('npm', ['run', '--silent', 'types'], tools) : 0
  return types || (await run('vitest', ['run', ...vitestArguments], tools))
}

/** Resolves to its exit code. */
async function run(command: string, args: string[], { ffmpeg, chromium }: TestTools): Promise<number> {
  signal.throwIfAborted()
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
  const stop = () => child.kill('SIGINT')
  signal.addEventListener('abort', stop, { once: true })
  return await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => {
      signal.removeEventListener('abort', stop)
      resolve(code ?? 1)
    })
  })
}
