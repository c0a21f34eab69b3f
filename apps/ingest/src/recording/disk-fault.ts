/** Why nothing is written to the disk for now, in words that a notice can carry. */

/** `disk-low` and `quota` are the guard's doing, `too-slow` is the queue's; the others are what the disk answered. */
export type PauseReason =
  | 'disk-low'
  | 'quota'
  | 'too-slow'
  | 'disk-full'
  | 'read-only'
  | 'not-permitted'
  | 'too-many-files'
  | 'disk-error'

const BY_CODE: Record<string, PauseReason> = {
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EROFS: 'read-only',
  EACCES: 'not-permitted',
  EPERM: 'not-permitted',
  EMFILE: 'too-many-files',
  ENFILE: 'too-many-files',
}

/** Any other error, EIO among them, is the disk's too: none may end a broadcast. */
export function pauseReasonOf(error: unknown): PauseReason {
  return BY_CODE[errorCode(error)] ?? 'disk-error'
}

export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
