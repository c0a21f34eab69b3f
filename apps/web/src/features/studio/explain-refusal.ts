/** An outcome of ingest's, as a sentence for the streamer. */

const SENTENCES: Record<string, string> = {
  'revoked-key': 'A revoked stream key was used',
  'already-live': 'A second publisher was refused, because this channel was already live',
  'unsupported-source': 'What arrived cannot be broadcast',
}

/** An outcome that this version does not know is shown by its name. `detail` is ingest's, for a person to read. */
export function explainRefusal(reason: string, detail: string | null): string {
  const sentence = SENTENCES[reason] ?? `A publisher was refused: ${reason.replaceAll('-', ' ')}`
  return detail ? `${sentence}: ${detail.replace(/\.$/, '')}.` : `${sentence}.`
}
