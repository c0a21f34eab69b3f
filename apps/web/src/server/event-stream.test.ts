import { describe, expect, it } from 'vitest'
import { eventStream, formatEvent } from './event-stream.ts'

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
