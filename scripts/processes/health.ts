/** Asks a server whether it is ready. */

import { setTimeout as sleep } from 'node:timers/promises'

/** The address that reaches a server of this machine that is bound to `host`. */
export function localUrl(port: number, host: string | undefined): string {
  const reachable = !host || host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}

/** Whether `/health` answers 200 within `timeoutMs`. */
export async function isHealthy(baseUrl: string, timeoutMs = 2000): Promise<boolean> {
  try {
    const answer = await fetch(`${baseUrl}/health`, { signal: AbortSignal.timeout(timeoutMs) })
    await answer.arrayBuffer()
    return answer.status === 200
  } catch {
    return false
  }
}

/** Resolves when `/health` answers 200. @throws what `signal` was aborted with. */
export async function untilHealthy(baseUrl: string, signal: AbortSignal): Promise<void> {
  while (!(await isHealthy(baseUrl))) {
    signal.throwIfAborted()
    await sleep(100, undefined, { signal }).catch(() => undefined)
  }
  signal.throwIfAborted()
}
