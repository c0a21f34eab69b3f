/** A child that ends with whoever started it, however that ended: a test's worker is killed when a run is cut short. */

import { spawn } from 'node:child_process'

/** Waits at its input, which closes when the parent is gone; `$$` stays the command's id, as `exec` keeps it. */
const BOUND = 'exec 3<&0; (cat; kill -KILL $$) <&3 >/dev/null 2>&1 & exec 3<&-; exec "$@" </dev/null'

/** Its process id is the command's own. Nothing of what it prints is read but its errors. */
export function spawnBound(command: string, args: readonly string[]) {
  return spawn('sh', ['-c', BOUND, 'sh', command, ...args], { stdio: ['pipe', 'ignore', 'pipe'] })
}
