/** What a test puts into a page ahead of its scripts: each function runs in the browser, and knows nothing of here. */

declare global {
  interface Window {
    /** Every peer connection that the page made. */
    connections: RTCPeerConnection[]
    /** SHA-256 of everything that was given to the decoder, in hexadecimal. */
    decoded: string[]
    hide(isHidden: boolean): void
  }
}

export function keepConnections(): void {
  window.connections = []
  window.RTCPeerConnection = new Proxy(window.RTCPeerConnection, {
    construct(target, [configuration]) {
      const connection = new target(configuration)
      window.connections.push(connection)
      return connection
    },
  })
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
