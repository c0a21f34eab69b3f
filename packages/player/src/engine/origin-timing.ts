/** When a request to the origin would have begun and answered, had it brought these bytes until now. Pure. */

/** A usual time until the first byte, in milliseconds; hls.js takes it off again. */
const FIRST_BYTE_MS = 50

/** `endMs` is on the clock of `performance.now()`, and so is the answer. */
export function originTiming(options: { bytes: number; bitsPerSecond: number; endMs: number }): {
  start: number
  first: number
  end: number
} {
  const first = options.endMs - (options.bytes * 8 * 1000) / options.bitsPerSecond
  return { start: first - FIRST_BYTE_MS, first, end: options.endMs }
}
