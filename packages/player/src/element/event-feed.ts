/** A server's events, opened anew when it ended them with an error: EventSource only tries again after a broken line. */

const REOPEN_MS = 3000

export type EventFeed = { close(): void }

/** `onUnheard`: the first answer was an error, or none that could be read. */
export function openEventFeed(
  url: string,
  { onMessage, onUnheard }: { onMessage: (data: string) => void; onUnheard: () => void },
): EventFeed {
  let source: EventSource
  let timer: ReturnType<typeof setTimeout> | undefined
  let isFirst = true
  function open(): void {
    source = new EventSource(url)
    source.onmessage = ({ data }) => {
      isFirst = false
      onMessage(data)
    }
    source.onerror = () => {
      if (source.readyState !== EventSource.CLOSED) return
      if (isFirst) onUnheard()
      isFirst = false
      timer = setTimeout(open, REOPEN_MS)
    }
  }
  open()
  return {
    close() {
      clearTimeout(timer)
      source.close()
    },
  }
}
