/** Runs coturn for as long as whoever started it is there, with the settings in infra/coturn. */

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { workspaceRoot } from './workspace.ts'

const child = spawn(join(workspaceRoot, 'infra/coturn/start-turnserver.sh'), {
  stdio: ['ignore', 'inherit', 'inherit'],
})
child.once('exit', (code) => process.exit(code ?? 0))

// it has nothing to finish, and waits for its clients at a SIGTERM
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => child.kill('SIGKILL'))
process.once('disconnect', () => child.kill('SIGKILL'))
