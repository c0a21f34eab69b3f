/** The way to the tracker: a WebSocket that comes back, with the newest ticket, from wherever the swarm has moved to. */

import { backoffMs } from '../backoff.ts'

const FIRST_RETRY_MS = 300
const MOST_RETRY_MS = 10_000
/** An address that swallows packets says nothing for minutes. */
const CONNECTING_MS = 4000
/** The first tracker of the list is home: the swarm gathers there again some time after it has come back. */
const HOME_AFTER_MS = { least: 120_000, most: 300_000 }

export type TrackerSocketOptions = {
  /** In the order to try, the same for every viewer of the swarm. */
  trackerUrls: () => string[]
  WebSocket: typeof WebSocket
  random: () => number
  /** At each connection, the first and those that follow. */
  onOpen(): void
  onText(text: unknown): void
}

export type TrackerSocket = {
  readonly isOpen: boolean
  /** The tracker at the other end is the first of the list. */
  readonly isHome: boolean
  /** Idempotent. */
  start(): void
  /** False when it is not open. */
  send(text: string): boolean
  /** The tracker has let us in: the next outage is a new one. */
  confirm(): void
  /** The tracker does not answer: goes to the next. */
  fail(): void
  /** Home is back: goes there after so long, where it is elsewhere. */
  goHomeIn(ms: number): void
  /** What was sent still arrives. Can be started again. */
  stop(): void
}

export function createTrackerSocket(options: TrackerSocketOptions): TrackerSocket {
  const { trackerUrls, WebSocket, random, onOpen, onText } = options
  let dialled: Dialled | null = null
  let isOpen = false
  /** The tracker at the other end has let us in. */
  let isConfirmed = false
  let isWanted = false
  let urlIndex = 0
  let attempt = 0
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let homeTimer: ReturnType<typeof setTimeout> | undefined
  let wayHome: Dialled | null = null

  function connect(): void {
    const urls = trackerUrls()
    if (urls.length > 0) urlIndex %= urls.length
    const url = urls[urlIndex]
    dialled = url === undefined ? null : dial({ WebSocket, url, onText, onOpen: opened, onEnd: ended })
    if (!dialled) dialLater(url === undefined ? 'same' : 'next') // none: while there is no ticket to dial with
  }

  function opened(): void {
    isOpen = true
    if (urlIndex > 0) homeTimer = setTimeout(goHome, HOME_AFTER_MS.least + random() * spreadMs)
    onOpen()
  }

  /** Where we were let in the others of the swarm still are, if it was only our network that changed. */
  function ended(): void {
    dialLater(isConfirmed ? 'same' : 'next')
  }

  function dialLater(which: 'same' | 'next'): void {
    hangUp()
    if (!isWanted) return
    if (which === 'next') urlIndex += 1
    const waitMs = backoffMs({ attempt, firstMs: FIRST_RETRY_MS, mostMs: MOST_RETRY_MS, random: random() })
    attempt += 1
    retryTimer = setTimeout(connect, waitMs)
  }

  /** Leaves where it is only once home is open. */
  function goHome(): void {
    const [url] = trackerUrls()
    const again = () => {
      wayHome = null
      homeTimer = setTimeout(goHome, HOME_AFTER_MS.least + random() * spreadMs)
    }
    if (url === undefined) {
      again()
      return
    }
    wayHome = dial({
      ...{ WebSocket, url, onText },
      onOpen: () => {
        const home = wayHome
        wayHome = null
        hangUp()
        dialled = home
        urlIndex = 0
        opened()
      },
      onEnd: () => (wayHome ? again() : ended()),
    })
    if (!wayHome) again()
  }

  function hangUp(): void {
    isOpen = false
    isConfirmed = false
    clearTimeout(retryTimer)
    clearTimeout(homeTimer)
    wayHome?.hangUp()
    dialled?.hangUp()
    wayHome = null
    dialled = null
  }

  return {
    get isOpen() {
      return isOpen
    },
    get isHome() {
      return isOpen && urlIndex === 0
    },
    start() {
      if (isWanted) return
      isWanted = true
      urlIndex = 0
      attempt = 0
      connect()
    },
    send: (text) => isOpen && dialled?.send(text) === true,
    confirm() {
      attempt = 0
      isConfirmed = true
    },
    fail: () => dialLater('next'),
    goHomeIn(ms) {
      if (!isOpen || urlIndex === 0 || wayHome) return
      clearTimeout(homeTimer)
      homeTimer = setTimeout(goHome, ms)
    },
    stop() {
      isWanted = false
      hangUp()
    },
  }
}

const spreadMs = HOME_AFTER_MS.most - HOME_AFTER_MS.least

type Dialled = { send(text: string): boolean; hangUp(): void }

/** Null when the URL is not one. `onEnd` is not called after `hangUp`. */
function dial(options: {
  WebSocket: typeof WebSocket
  url: string
  onOpen(): void
  onText(text: unknown): void
  onEnd(): void
}): Dialled | null {
  const socket = openSocket(options.WebSocket, options.url)
  if (!socket) return null
  const hangUp = () => {
    clearTimeout(tooLate)
    socket.onopen = null
    socket.onmessage = null
    socket.onclose = null
    socket.onerror = () => {} // the `ws` package throws what nobody listens to
    socket.close()
  }
  const end = () => {
    hangUp()
    options.onEnd()
  }
  const tooLate = setTimeout(end, CONNECTING_MS)
  socket.onopen = () => {
    clearTimeout(tooLate)
    options.onOpen()
  }
  socket.onmessage = ({ data }: MessageEvent<unknown>) => options.onText(data)
  socket.onclose = end
  socket.onerror = end
  return {
    send(text) {
      if (socket.readyState !== socket.OPEN) return false
      socket.send(text)
      return true
    },
    hangUp,
  }
}

function openSocket(WebSocketClass: typeof WebSocket, url: string): WebSocket | null {
  try {
    return new WebSocketClass(url)
  } catch {
    return null
  }
}
