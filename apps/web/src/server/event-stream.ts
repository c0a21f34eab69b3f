/** Server-sent events (WHATWG HTML, section 9.2) as a web Response. */

const HEARTBEAT_MS = 15_000
/** A browser that reads nothing for this many messages is let go; it comes back by itself. */
const MAX_WAITING = 64

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
