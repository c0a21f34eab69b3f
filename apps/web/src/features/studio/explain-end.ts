/** Why a broadcast ended, as the end of a sentence. */

const REASONS: Record<string, string> = {
  'publisher-left': ' because the publisher left',
  'server-stopped': ' because the server was stopped',
  'revoked-key': ' because its stream key was revoked',
  'unsupported-source': ' because its source cannot be broadcast',
}

export function explainEnd(reason: string | null): string {
  if (reason === null) return ''
  return REASONS[reason] ?? ` (${reason.replaceAll('-', ' ')})`
}
