/** What has to be made from the source before the servers can run: the database's client, and the web app. */

import { join } from 'node:path'
import { OperatorError } from '../operator-error.ts'
import { CommandFailedError, runCommand } from '../processes/run-command.ts'
import type { Note } from '../steps.ts'
import { workspaceRoot } from '../workspace.ts'
import { type Made, makeIfStale } from './freshness.ts'

export type Making = { logFolder: string; note: Note; signal: AbortSignal; trustUnstamped?: boolean }

const CLIENT: Made = {
  name: 'database-client',
  inputs: ['packages/db/prisma/schema.prisma', 'packages/db/scripts', 'packages/db/package.json', 'package-lock.json'],
  output: 'packages/db/src/generated/client.ts',
}

const WEB: Made = {
  name: 'web-build',
  inputs: ['apps/web', 'packages', 'package-lock.json', 'turbo.json', 'tsconfig.base.json'],
  output: 'apps/web/.next/BUILD_ID',
}

export async function generateDatabaseClient({
  logFolder,
  note,
  signal,
  trustUnstamped = false,
}: Making): Promise<void> {
  const logFile = join(logFolder, 'generate.log')
  const result = await makeIfStale({ ...CLIENT, trustUnstamped }, () =>
    runTool({
      what: "the database's client",
      tool: 'npm',
      args: ['run', 'generate', '-w', 'packages/db'],
      logFile,
      signal,
    }),
  )
  note(result === 'fresh' ? "the database's client is up to date" : "generated the database's client")
}

export async function buildWebApp({ logFolder, note, signal }: Making): Promise<void> {
  const logFile = join(logFolder, 'build.log')
  // turbo itself takes a second to find out that there is nothing to do; the database's client is made before
  const result = await makeIfStale(WEB, () =>
    runTool({
      what: 'the web app',
      tool: 'turbo',
      args: ['run', 'build', '--only', '--filter', '@shoal/web'],
      logFile,
      signal,
    }),
  )
  note(result === 'fresh' ? 'the web app is up to date' : 'built the web app')
}

type Tool = { what: string; tool: string; args: string[]; logFile: string; signal: AbortSignal }

async function runTool({ what, tool, args, logFile, signal }: Tool): Promise<void> {
  try {
    const env = { ...quietEnvironment(), TURBO_TELEMETRY_DISABLED: '1', NEXT_TELEMETRY_DISABLED: '1', FORCE_COLOR: '0' }
    await runCommand({ command: tool, args, cwd: workspaceRoot, env, logFile, signal })
  } catch (error) {
    if (!(error instanceof CommandFailedError)) throw error
    throw new OperatorError(`Making ${what} failed: look into ${logFile}, then start again.`, { cause: error })
  }
}

/** The tools of this clone first; nothing that npm said about the command that started us. */
function quietEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^npm_(lifecycle|package|command)|^INIT_CWD$|^NODE_ENV$/.test(name),
  )
  const path = `${join(workspaceRoot, 'node_modules', '.bin')}:${process.env.PATH ?? ''}`
  return { ...Object.fromEntries(kept), PATH: path }
}
