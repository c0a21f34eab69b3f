import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SharedPoller } from './shared-poller.ts'

describe('a shared poller', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const createPoller = (read: () => Promise<number>) => {
    const failures: unknown[] = []
    const poller = new SharedPoller({ everyMs: 1000, read, onFailure: (error) => failures.push(error) })
    return { poller, failures }
  }

  it('reads once for all listeners, and not at all when nobody listens', async () => {
    let reads = 0
    const { poller } = createPoller(async () => ++reads)
    await vi.advanceTimersByTimeAsync(5000)
    expect(reads).toBe(0)

    const heard: number[][] = [[], []]
    const leave = heard.map((list) => poller.subscribe((value) => list.push(value)))
    await vi.advanceTimersByTimeAsync(2500)
    expect(heard).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ])

    for (const undo of leave) undo()
    await vi.advanceTimersByTimeAsync(5000)
    expect(reads).toBe(3)
  })

  it('tells a newcomer the latest value at once', async () => {
    const { poller } = createPoller(async () => 7)
    poller.subscribe(() => {})
    await vi.advanceTimersByTimeAsync(100)
    const heard: number[] = []
    poller.subscribe((value) => heard.push(value))
    expect(heard).toEqual([7])
  })

  it('keeps its listeners and their last value while reading fails, and says so once', async () => {
    let isAway = false
    let reads = 0
    const { poller, failures } = createPoller(async () => {
      if (isAway) throw new Error('the database is away')
      return ++reads
    })
    const heard: number[] = []
    poller.subscribe((value) => heard.push(value))
    await vi.advanceTimersByTimeAsync(500)
    isAway = true
    await vi.advanceTimersByTimeAsync(10_000)
    expect(heard).toEqual([1])
    expect(failures).toHaveLength(1)

    const late: number[] = []
    poller.subscribe((value) => late.push(value))
    expect(late).toEqual([1])

    isAway = false
    await vi.advanceTimersByTimeAsync(1000)
    expect(heard).toEqual([1, 2])
  })
})
