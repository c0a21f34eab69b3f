/** Reads a Range header (RFC 9110, 14.2) of one range; several ranges at once are answered with everything. */

export type ByteRange = { kind: 'whole' } | { kind: 'part'; start: number; end: number } | { kind: 'unsatisfiable' }

/** `end` is exclusive. */
export function readByteRange(header: string | undefined, length: number): ByteRange {
  if (header === undefined) return { kind: 'whole' }
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header) ?? []
  if (first === '' && last === '') return { kind: 'whole' }
  if (first === '') {
    const suffix = Number(last)
    return suffix === 0 ? { kind: 'unsatisfiable' } : { kind: 'part', start: Math.max(0, length - suffix), end: length }
  }
  const start = Number(first)
  const end = last === '' ? length : Math.min(length, Number(last) + 1)
  if (last !== '' && Number(last) < start) return { kind: 'whole' }
  return start >= length ? { kind: 'unsatisfiable' } : { kind: 'part', start, end }
}
