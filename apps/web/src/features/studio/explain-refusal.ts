/** An outcome of ingest's, as a sentence for the streamer. */

import type { useTranslations } from 'use-intl/react'

const KNOWN = ['revoked-key', 'already-live', 'unsupported-source', 'too-many-broadcasts', 'ended-by-streamer'] as const

/** An outcome that this version does not know is shown by its name. `detail` is ingest's, for a person to read. */
export function explainRefusal(
  words: ReturnType<typeof useTranslations<'studio'>>,
  { reason, detail }: { reason: string; detail: string | null },
): string {
  const known = KNOWN.find((one) => one === reason)
  const sentence = known ? words(`refusals.${known}`) : words('refusals.other', { reason: reason.replaceAll('-', ' ') })
  return detail ? `${sentence}: ${detail.replace(/\.$/, '')}.` : `${sentence}.`
}
