/** Writes a body and counts what has really gone: slice by slice, also when the viewer hangs up in the middle. */

import type { ServerResponse } from 'node:http'

const SLICE_BYTES = 65_536

/** `onWritten` hears of each slice that the kernel has taken. */
export function writeCounted(response: ServerResponse, body: Buffer, onWritten: (bytes: number) => void): void {
  let at = 0
  const next = () => {
    const slice = body.subarray(at, at + SLICE_BYTES)
    at += slice.length
    const isLast = at >= body.length
    const written = (error?: Error | null) => {
      if (error || response.destroyed) return
      onWritten(slice.length)
      if (!isLast) next()
    }
    if (isLast) response.end(slice, written)
    else response.write(slice, written)
  }
  next()
}
