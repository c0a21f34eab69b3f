/** Writes a body and counts what has really gone, also when the viewer hangs up in the middle. */

import type { ServerResponse } from 'node:http'

/** Twice as much each time: a viewer who keeps up costs few writes, and of one who hangs up most is known. */
const FIRST_SLICE_BYTES = 131_072

/** `onWritten` hears of each slice that the kernel has taken. */
export function writeCounted(response: ServerResponse, body: Buffer, onWritten: (bytes: number) => void): void {
  let at = 0
  let most = FIRST_SLICE_BYTES
  const next = () => {
    const slice = body.subarray(at, at + most)
    at += slice.length
    most *= 2
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
