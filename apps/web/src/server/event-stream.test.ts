import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { eventStream, formatEvent, streamWhile } from './event-stream.ts'

async function readAll(response: Response): Promise<string> {
  return response.text()
}

describe('an event stream', () => {
  it('writes an event as one data line and an empty one', () => {
    expect(formatEvent({ state: 'live', text: 'two\nlines' })).toBe('data: {"state":"live","text":"two\\nlines"}\n\n')
  })

  it('sends each change once, and ends with the request', async () => {
    const request = new AbortController()
    let isSubscribed = true
    const response = eventStream(request.signal, (send) => {
      send({ n: 1 })
      send({ n: 1 })
      send({ n: 2 })
      return () => {
        isSubscribed = false
      }
    })
    request.abort()
    expect(await readAll(response)).toBe('retry: 2000\n\ndata: {"n":1}\n\ndata: {"n":2}\n\n')
    expect(isSubscribed).toBe(false)
    expect(response.headers.get('content-type')).toContain('text/event-stream')
  })

  it('lets go when the reader leaves', async () => {
    let isSubscribed = true
    const response = eventStream(new AbortController().signal, () => () => {
      isSubscribed = false
    })
    await response.body?.cancel()
    expect(isSubscribed).toBe(false)
  })

  it('lets go of a reader that reads nothing', () => {
    let isSubscribed = true
    let push: (value: unknown) => void = () => {}
    eventStream(new AbortController().signal, (send) => {
      push = send
      return () => {
        isSubscribed = false
      }
    })
    for (let n = 0; n < 200 && isSubscribed; n++) push({ n })
    expect(isSubscribed).toBe(false)
  })
})

describe('a stream for who is let in', () => {
  let answers: (() => Promise<boolean>)[] = []
  let asked = 0
  let isSubscribed = false
  let push: (value: unknown) => void = () => {}
  const mayGoOn = async () => {
    asked += 1
    return answers.shift()?.() ?? true
  }
  const open = (signal = new AbortController().signal) =>
    streamWhile(
      mayGoOn,
      eventStream(signal, (send) => {
        isSubscribed = true
        push = send
        return () => {
          isSubscribed = false
        }
      }),
    )

  beforeEach(() => {
    vi.useFakeTimers()
    answers = []
    asked = 0
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('ends within ten seconds of when they are not any more, and then nobody is asked', async () => {
    answers = [async () => true, async () => false]
    const response = open()
    push({ n: 1 })
    await vi.advanceTimersByTimeAsync(19_000)
    push({ n: 2 })
    expect(isSubscribed).toBe(true)
    await vi.advanceTimersByTimeAsync(1000)
    expect(isSubscribed).toBe(false)
    push({ n: 3 })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked).toBe(2)
    expect(vi.getTimerCount()).toBe(0)
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    await response.body?.cancel()
  })

  it('ends for who reads it, too', async () => {
    answers = [async () => false]
    const text = open().text()
    push({ n: 1 })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await text).toBe('retry: 2000\n\ndata: {"n":1}\n\n')
  })

  it('goes on while nobody can say', async () => {
    answers = [() => Promise.reject(new Error('the database is away')), async () => false]
    const text = open().text()
    await vi.advanceTimersByTimeAsync(10_000)
    push({ n: 1 })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await text).toContain('{"n":1}')
  })

  it('asks nobody once the reader has left', async () => {
    const request = new AbortController()
    const [aborted, cancelled] = [open(request.signal).text(), open()]
    request.abort()
    await aborted
    await cancelled.body?.cancel()
    expect(isSubscribed).toBe(false)
    await vi.advanceTimersByTimeAsync(60_000)
    expect([asked, vi.getTimerCount()]).toEqual([0, 0])
  })

  it('lets go of a reader that reads nothing', async () => {
    open()
    for (let n = 0; n < 200 && isSubscribed; n++) push({ n })
    expect(isSubscribed).toBe(false)
  })
})
