/** An outcome of ingest's, as a sentence for the streamer. */

const SENTENCES: Record<string, string> = {
  'revoked-key': 'A revoked stream key was used.',
  'already-live': 'A second publisher was refused: this channel was already live.',
  'unsupported-source': 'What arrived cannot be broadcast',
  'too-many-attempts': 'Too many attempts from one address.',
}

/** An outcome that this version does not know is shown by its name. */
export function explainRefusal(reason: string, detail: string | null): string {
  const sentence = SENTENCES[reason] ?? `A publisher was refused: ${reason.replaceAll('-', ' ')}`
  if (detail === null || detail === '') return sentence.endsWith('.') ? sentence : `${sentence}.`
  return `${sentence.replace(/\.$/, '')}: ${detail.replace(/\.$/, '')}.`
}
