/** A picture to choose, see and take away; `value` is its name at `/media/`. Needs the namespace `account`. */

'use client'

import Image from 'next/image'
import { useId, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { z } from 'zod'
import { Button } from '../../ui/button.tsx'
import { type Sent, send } from '../../ui/send-json.ts'
import { useSentProblem } from '../account/use-problem.ts'

const ACCEPTED = 'image/png,image/jpeg,image/webp,image/avif'
/** As the server has it (server/media.ts). */
const MOST_BYTES = 8 * 1024 * 1024
const storedSchema = z.object({ name: z.string() })

type ImageFieldProps = { label: string; hint?: string; value: string | null; onChange: (name: string | null) => void }

export function ImageField({ label, hint, value, onChange }: ImageFieldProps) {
  const words = useTranslations('account.picture')
  const problems = useTranslations('account.problems')
  const explain = useSentProblem()
  const id = useId()
  const [isUploading, setUploading] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  async function upload(file: File | undefined) {
    if (!file) return
    if (file.size > MOST_BYTES) return setProblem(problems('picture-too-large'))
    setUploading(true)
    setProblem(null)
    const sent = await sendFile(file)
    setUploading(false)
    const stored = sent.kind === 'answered' ? storedSchema.safeParse(sent.body) : null
    if (stored?.success) onChange(stored.data.name)
    else setProblem(explain(sent))
  }

  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block font-medium">
        {label}
      </label>
      <div className="flex flex-wrap items-center gap-4">
        {value === null ? (
          <span className="text-ink-soft">{words('none')}</span>
        ) : (
          <Image
            unoptimized
            src={`/media/${value}`}
            alt=""
            width={96}
            height={96}
            className="max-h-24 w-auto rounded-lg border border-line"
          />
        )}
        {value !== null && (
          <Button look="quiet" size="small" onClick={() => onChange(null)}>
            {words('remove')}
          </Button>
        )}
      </div>
      <input
        id={id}
        type="file"
        accept={ACCEPTED}
        disabled={isUploading}
        aria-invalid={problem ? true : undefined}
        aria-describedby={`${id}-hint${problem ? ` ${id}-error` : ''}`}
        onChange={(event) => {
          const [file] = event.target.files ?? []
          void upload(file)
          event.target.value = '' // the same file can be chosen again
        }}
        className="mt-3 block w-full text-sm file:me-3 file:min-h-9 file:cursor-pointer file:rounded-lg file:border file:border-line-strong file:bg-surface file:px-3 file:font-medium file:text-ink"
      />
      <p id={`${id}-hint`} className="mt-1.5 text-sm text-ink-soft" aria-live="polite">
        {isUploading ? words('uploading') : (hint ?? words('hint'))}
      </p>
      {problem && (
        <p id={`${id}-error`} role="alert" className="mt-1.5 text-sm text-bad">
          {problem}
        </p>
      )}
    </div>
  )
}

function sendFile(file: File): Promise<Sent> {
  const headers = { 'Content-Type': file.type || 'application/octet-stream' }
  return send('/api/v1/pictures', { method: 'POST', headers, body: file })
}
