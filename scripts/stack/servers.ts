/** The three servers as `npm start` runs them: which script, on which port, with which environment. */

import { join } from 'node:path'
import type { Settings } from '../settings.ts'
import { workspaceRoot } from '../workspace.ts'
import { turnEnvironment } from './turn-server.ts'

export type Mode = 'start' | 'dev'

export type Server = {
  name: 'ingest' | 'tracker' | 'web'
  /** Below the workspace's root. */
  script: string
  args: readonly string[]
  /** Where its `/health` is. */
  port: number
  /** In `dev`, a change in here restarts it. Next sees to the web app by itself. */
  watch: readonly string[]
}

/** In the order in which they are started; they stop the other way round. */
export function listServers(settings: Settings, mode: Mode): Server[] {
  const packages = ['packages/db/src', 'packages/protocol/src']
  return [
    {
      name: 'ingest',
      script: 'apps/ingest/src/main.ts',
      args: [],
      port: settings.ports.SHOAL_ORIGIN_PORT,
      watch: ['apps/ingest/src', ...packages],
    },
    {
      name: 'tracker',
      script: 'apps/tracker/src/main.ts',
      args: [],
      port: settings.ports.SHOAL_TRACKER_PORT,
      watch: ['apps/tracker/src', ...packages],
    },
    {
      name: 'web',
      script: 'apps/web/src/main.ts',
      args: mode === 'dev' ? ['--dev'] : [],
      port: settings.ports.SHOAL_WEB_PORT,
      watch: [],
    },
  ]
}

/** What the servers read: ours, with every folder absolute and everything that was found out here filled in. */
export function serverEnvironment(
  settings: Settings,
  found: { databaseUrl: string; ffmpeg: string; mode: Mode },
): NodeJS.ProcessEnv {
  const { NODE_CHANNEL_FD: _channel, NODE_ENV: _nodeEnv, ...inherited } = process.env
  return {
    ...inherited,
    PATH: `${join(workspaceRoot, 'node_modules', '.bin')}:${process.env.PATH ?? ''}`,
    NODE_ENV: found.mode === 'dev' ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    SHOAL_DATA: settings.dataFolder,
    SHOAL_SECRETS: settings.secretsFolder,
    SHOAL_FFMPEG: found.ffmpeg,
    DATABASE_URL: found.databaseUrl,
    ...turnEnvironment(settings, inherited),
  }
}
