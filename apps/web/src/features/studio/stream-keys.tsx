/** The channel's stream keys: a fresh one whole and once, the others by their last characters. */

'use client'

import { KeyRound } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { formatAgo } from '../../ui/figures.ts'
import { Notice } from '../../ui/notice.tsx'
import { sendJson } from '../../ui/send-json.ts'
import { forgetFreshKey, freshKey } from './fresh-key.ts'
import { newKeyAnswerSchema } from './stream-key-forms.ts'

export type KeyRow = {
  id: string
  name: string
  hint: string
  createdAtMs: number
  lastUsedAtMs: number | null
  isRevoked: boolean
}

export function StreamKeys({ slug, keys, now }: { slug: string; keys: KeyRow[]; now: number | null }) {
  const router = useRouter()
  const [fresh, setFresh] = useState(() => freshKey(slug))
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const usable = keys.filter((key) => !key.isRevoked)

  useEffect(() => () => forgetFreshKey(slug), [slug])

  async function run(deed: () => Promise<boolean>) {
    setBusy(true)
    setProblem(null)
    const isDone = await deed()
    if (!isDone) setProblem('That did not work. Check that you are still signed in, and try again.')
    setBusy(false)
    router.refresh()
  }

  const create = () =>
    run(async () => {
      const sent = await sendJson('POST', `/api/v1/channels/${slug}/stream-keys`, { name: `Key ${keys.length + 1}` })
      const answer = newKeyAnswerSchema.safeParse(sent.kind === 'answered' ? sent.body : undefined)
      if (answer.success) setFresh(answer.data.streamKey)
      return answer.success
    })

  const revoke = (key: KeyRow) =>
    run(async () => {
      const sent = await sendJson('DELETE', `/api/v1/channels/${slug}/stream-keys/${key.id}`)
      if (fresh?.endsWith(key.hint)) setFresh(null)
      return sent.kind === 'answered' && sent.status === 204
    })

  return (
    <div className="space-y-4">
      {fresh !== null && (
        <div className="space-y-3 rounded-xl border border-sea/30 bg-sea-wash p-4">
          <CopyField label="Stream key" value={fresh} />
          <p className="text-sm">
            <b>Copy it now:</b> it is shown only this once. Whoever has it can broadcast on your channel.
          </p>
          <Button look="quiet" size="small" onClick={() => setFresh(null)}>
            I have copied it
          </Button>
        </div>
      )}
      {problem && <Notice tone="bad">{problem}</Notice>}
      {fresh === null && usable.length === 0 && (
        <Notice tone="warn">This channel has no stream key, so nobody can broadcast on it. Make one.</Notice>
      )}
      {usable.length > 0 && (
        <div>
          <h3 className="mb-1.5 text-sm font-medium text-ink-soft">{fresh ? 'Keys of this channel' : 'Stream key'}</h3>
          <ul className="divide-y divide-line rounded-xl border border-line">
            {usable.map((key) => (
              <li key={key.id} className="flex items-center gap-3 px-3.5 py-2.5">
                <KeyRound aria-hidden className="size-4.5 shrink-0 text-ink-soft" />
                <div className="min-w-0 flex-1">
                  <p className="truncate font-medium">
                    {key.name} <span className="ml-1 font-mono text-sm font-normal text-ink-soft">…{key.hint}</span>
                  </p>
                  <p className="text-sm text-ink-soft">
                    {key.lastUsedAtMs === null ? 'Never used' : now && `Last used ${formatAgo(key.lastUsedAtMs, now)}`}
                  </p>
                </div>
                <ConfirmButton
                  look="danger"
                  size="small"
                  disabled={isBusy}
                  question={`Revoke “${key.name}”?`}
                  consequence="Whoever broadcasts with it is disconnected within a second, and it never works again."
                  deed="Revoke"
                  onConfirm={() => revoke(key)}
                >
                  Revoke
                </ConfirmButton>
              </li>
            ))}
          </ul>
        </div>
      )}
      <ConfirmButton
        look="quiet"
        size="small"
        disabled={isBusy}
        question="Make a new stream key?"
        consequence="It is shown once. The keys that you have go on working until you revoke them."
        deed="Make a key"
        onConfirm={create}
      >
        New key
      </ConfirmButton>
    </div>
  )
}
