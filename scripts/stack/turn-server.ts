/** The TURN server as a part of the stack, where the operator wants one: coturn, kept running as the servers are. */

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { startChild } from '../processes/child.ts'
import type { Settings, TurnServerSettings } from '../settings.ts'
import { workspaceRoot } from '../workspace.ts'
import type { Supervise } from './supervise.ts'

const GRACE_MS = 2000

export type TurnServerOptions = {
  settings: Settings & { turnServer: TurnServerSettings }
  environment: NodeJS.ProcessEnv
  supervise: Supervise
  parts: AsyncDisposableStack
}

/** Nothing waits for it: a viewer that finds no TURN server goes on without. */
export async function startTurnServer({ settings, environment, supervise, parts }: TurnServerOptions): Promise<void> {
  const folder = join(settings.dataFolder, 'turn')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const env = {
    ...environment,
    SHOAL_TURN_FOLDER: folder,
    SHOAL_TURN_SECRET_FILE: join(settings.secretsFolder, 'turn-secret'),
  }
  const part = supervise('turn', async (onLine) =>
    startChild({ script: 'scripts/turn-server.ts', cwd: workspaceRoot, env, onLine }),
  )
  parts.defer(() => part.stop(GRACE_MS))
}

/** Where viewers find it, for the web app; what is set already stays. */
export function turnEnvironment({ turnServer }: Settings, inherited: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (turnServer === undefined) return {}
  const { publicIp, port } = turnServer
  const host = `${publicIp.includes(':') ? `[${publicIp}]` : publicIp}:${port}`
  return {
    SHOAL_STUN_URLS: inherited.SHOAL_STUN_URLS || `stun:${host}`,
    SHOAL_TURN_URLS: inherited.SHOAL_TURN_URLS || `turn:${host}?transport=udp,turn:${host}?transport=tcp`,
  }
}
