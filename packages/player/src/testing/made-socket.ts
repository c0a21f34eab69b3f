/** What of a WebSocket a mesh uses, for tests that are the tracker at its other end. */

export class MadeSocket {
  readonly OPEN = 1
  readyState = 0
  onopen: (() => void) | null = null
  onclose: (() => void) | null = null
  onerror: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
}
