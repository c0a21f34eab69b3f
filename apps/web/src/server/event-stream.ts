/** Server-sent events (WHATWG HTML, section 9.2) as a web Response. */

const HEARTBEAT_MS = 15_000
/** A browser that reads nothing for this many messages is let go; it comes back by itself. */
const MAX_WAITING = 64
/** How long somebody who may no longer still hears. */
const ASK_EVERY_MS = 10_000

export function formatEvent(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`
}

/** `subscribe` gets `send` and returns its undo. A value equal to the one before is not sent again. */
export function eventStream(signal: AbortSignal, subscribe: (send: (value: unknown) => void) => () => void): Response {
  const encoder = new TextEncoder()
  let stop = (_isCancelled?: boolean) => {}
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      let last = ''
      let isOver = false
      const write = (text: string) => {
        if (isOver) return
        if ((controller.desiredSize ?? 0) < -MAX_WAITING) return stop()
        controller.enqueue(encoder.encode(text))
      }
      const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS)
      heartbeat.unref()
      let unsubscribe = () => {}
      stop = (isCancelled = false) => {
        if (isOver) return
        isOver = true
        clearInterval(heartbeat)
        unsubscribe()
        if (!isCancelled) controller.close()
      }
      signal.addEventListener('abort', () => stop(), { once: true })
      write('retry: 2000\n\n')
      unsubscribe = subscribe((value) => {
        const text = formatEvent(value)
        if (text === last) return
        last = text
        write(text)
      })
      if (isOver) unsubscribe()
    },
    cancel: () => stop(true),
  })
  return new Response(body, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      // no-transform keeps compression away, which would hold events back
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no',
    },
  })
}

/** The same answer for as long as `mayGoOn`. One that throws, because the database is away, ends nothing. */
export function streamWhile(mayGoOn: () => Promise<boolean>, response: Response): Response {
  const reader = response.body?.getReader()
  if (!reader) return response
  const ask = () => mayGoOn().then((may) => (may ? undefined : reader.cancel()))
  const timer = setInterval(() => void ask().catch(() => {}), ASK_EVERY_MS)
  timer.unref()
  // however it ended: by us, by whoever reads, or by itself
  reader.closed.catch(() => {}).finally(() => clearInterval(timer))
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel: (reason) => reader.cancel(reason),
    },
    // what waits, waits in the stream itself, which counts it
    { highWaterMark: 0 },
  )
  return new Response(body, response)
}
