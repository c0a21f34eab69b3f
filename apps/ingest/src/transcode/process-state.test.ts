import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { StoppedWatch } from './process-state.ts'

const stateOf = (pid: number) => /\) (\S) /.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1]

describe.runIf(process.platform === 'linux')('a watch for stopped processes', () => {
  it('tells one that stands still from one that runs, sleeps, or stood still for a moment', async () => {
    await using parts = new AsyncDisposableStack()
    const child = spawn('sleep', ['20'])
    parts.defer(async () => {
      child.kill('SIGKILL')
      await once(child, 'exit')
    })
    await once(child, 'spawn')
    const pid = child.pid ?? 0
    const watch = new StoppedWatch(pid)
    expect([watch.look(), watch.look()]).toEqual([false, false])
    child.kill('SIGSTOP')
    await expect.poll(() => stateOf(pid)).toBe('T')
    expect([watch.look(), watch.look()]).toEqual([false, true])
    child.kill('SIGCONT')
    await expect.poll(() => stateOf(pid)).not.toBe('T')
    expect(watch.look()).toBe(false)
  })

  it('has nothing to say of a process that is gone', () => {
    const watch = new StoppedWatch(2 ** 22 + 1)
    expect([watch.look(), watch.look()]).toEqual([false, false])
  })
})
