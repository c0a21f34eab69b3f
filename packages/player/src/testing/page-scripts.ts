/** What a test puts into a page ahead of its scripts: each function runs in the browser, and knows nothing of here. */

declare global {
  interface Window {
    /** Every peer connection that the page made. */
    connections: RTCPeerConnection[]
    /** Bytes of the large messages that it sent to peers: parts of the picture, as commands are small. */
    givenBytes: number
    /** From the press of `Off` until every connection was closed, in milliseconds; null until then. */
    closedAfterMs: number | null
    /** SHA-256 of everything that was given to the decoder, in hexadecimal. */
    decoded: string[]
    hide(isHidden: boolean): void
  }
}

export function watchConnections(): void {
  window.connections = []
  window.givenBytes = 0
  window.closedAfterMs = null
  window.RTCPeerConnection = new Proxy(window.RTCPeerConnection, {
    construct(target, [configuration]) {
      const connection = new target(configuration)
      window.connections.push(connection)
      return connection
    },
  })
  RTCDataChannel.prototype.send = new Proxy(RTCDataChannel.prototype.send, {
    apply(send, channel, [data]: [ArrayBuffer | Uint8Array]) {
      if (data.byteLength > 2000) window.givenBytes += data.byteLength
      Reflect.apply(send, channel, [data])
    },
  })
  addEventListener(
    'click',
    ({ target }) => {
      if (!(target instanceof HTMLElement) || target.textContent !== 'Off') return
      const pressedAtMs = performance.now()
      const look = () => {
        if (window.connections.every(({ connectionState }) => connectionState === 'closed')) {
          window.closedAfterMs = performance.now() - pressedAtMs
        } else setTimeout(look, 10)
      }
      look()
    },
    true,
  )
}

/** Pieces go out in large messages, commands in small ones. */
export function corruptWhatIsSent(): void {
  RTCDataChannel.prototype.send = new Proxy(RTCDataChannel.prototype.send, {
    apply(send, channel, [data]: [ArrayBuffer | Uint8Array]) {
      const bytes = new Uint8Array(data instanceof Uint8Array ? data : new Uint8Array(data)).slice()
      if (bytes.length > 2000) bytes[1000] = (bytes[1000] ?? 0) ^ 0xff
      Reflect.apply(send, channel, [bytes])
    },
  })
}

/** A line of about 50 kB/s: a piece that is sent arrives late, and holds up what is sent after it. */
export function sendSlowly(): void {
  let freeAtMs = 0
  RTCDataChannel.prototype.send = new Proxy(RTCDataChannel.prototype.send, {
    apply(send, channel, [data]: [ArrayBuffer | Uint8Array]) {
      const bytes = new Uint8Array(data instanceof Uint8Array ? data : new Uint8Array(data)).slice()
      freeAtMs = Math.max(freeAtMs, performance.now()) + bytes.length / 50
      setTimeout(() => {
        if (channel.readyState === 'open') Reflect.apply(send, channel, [bytes])
      }, freeAtMs - performance.now())
    },
  })
}

export function hashWhatIsDecoded(): void {
  window.decoded = []
  SourceBuffer.prototype.appendBuffer = new Proxy(SourceBuffer.prototype.appendBuffer, {
    apply(append, buffer, [data]: [Uint8Array<ArrayBuffer>]) {
      void crypto.subtle.digest('SHA-256', data.slice()).then((digest) => {
        window.decoded.push([...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join(''))
      })
      Reflect.apply(append, buffer, [data])
    },
  })
}

/** A page in headless Chromium is always seen, so that it has to be told otherwise. */
export function canBeHidden(): void {
  let isHidden = false
  Object.defineProperty(Document.prototype, 'hidden', { configurable: true, get: () => isHidden })
  window.hide = (hidden) => {
    isHidden = hidden
    document.dispatchEvent(new Event('visibilitychange'))
  }
}

/** As on an iPhone, where a page finds no other MediaSource, and another screen to play on. */
export function beAnIPhone(): void {
  Reflect.set(window, 'ManagedMediaSource', MediaSource)
  Reflect.deleteProperty(window, 'MediaSource')
  Reflect.set(window, 'WebKitPlaybackTargetAvailabilityEvent', Event)
  Reflect.deleteProperty(HTMLMediaElement.prototype, 'remote') // Chromium's own looks for screens of its own
}
