/** Playlists of other servers that viewers may share: listed, added, removed. */

'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslations } from 'use-intl/react'
import type { z } from 'zod'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { sendJson } from '../../ui/send-json.ts'
import { isDone, useSentProblem } from '../account/use-problem.ts'
import { alreadyListedSchema, LONGEST_NAME, newElsewhereSchema } from './elsewhere-schemas.ts'

const PATH = '/api/v1/elsewhere'

export type Listed = { slug: string; name: string; playlist: string }

export function ElsewhereCard({ listed }: { listed: Listed[] }) {
  const words = useTranslations('settings.elsewhere')
  const explain = useSentProblem()
  const router = useRouter()
  const [problem, setProblem] = useState<string | null>(null)
  const form = useForm({ resolver: zodResolver(newElsewhereSchema), defaultValues: { name: '', playlist: '' } })
  const { errors, isSubmitting } = form.formState

  async function add(values: z.output<typeof newElsewhereSchema>) {
    const sent = await sendJson('POST', PATH, values)
    const isListed = sent.kind === 'answered' && alreadyListedSchema.safeParse(sent.body).success
    setProblem(isDone(sent) ? null : isListed ? words('alreadyListed') : explain(sent))
    if (isDone(sent)) form.reset()
    router.refresh()
  }

  async function remove(slug: string) {
    const sent = await sendJson('DELETE', `${PATH}/${slug}`)
    setProblem(isDone(sent) ? null : explain(sent))
    router.refresh()
  }

  return (
    <Card title={words('title')}>
      <div className="space-y-5">
        <p className="text-ink-soft">{words('text')}</p>
        {problem && <Notice tone="bad">{problem}</Notice>}
        {listed.length === 0 ? (
          <p className="text-sm text-ink-soft">{words('none')}</p>
        ) : (
          <ul className="divide-y divide-line">
            {listed.map(({ slug, name, playlist }) => (
              <li key={slug} className="flex flex-wrap items-center justify-between gap-3 py-3">
                <div className="min-w-0">
                  <p className="break-words">{name}</p>
                  <p className="text-sm break-all text-ink-soft" dir="ltr">
                    {playlist}
                  </p>
                </div>
                <ConfirmButton
                  look="quiet"
                  size="small"
                  question={words('removeQuestion', { name })}
                  consequence={words('removeConsequence')}
                  deed={words('remove')}
                  onConfirm={() => void remove(slug)}
                >
                  {words('remove')} <span className="sr-only">{name}</span>
                </ConfirmButton>
              </li>
            ))}
          </ul>
        )}
        <form onSubmit={form.handleSubmit(add)} noValidate className="space-y-4">
          <Field
            label={words('name')}
            error={errors.name && words('nameWrong', { most: LONGEST_NAME })}
            {...form.register('name')}
          />
          <Field
            label={words('playlist')}
            dir="ltr"
            inputMode="url"
            spellCheck={false}
            error={errors.playlist && words('playlistWrong')}
            {...form.register('playlist')}
          />
          <Button type="submit" isBusy={isSubmitting}>
            {words('add')}
          </Button>
        </form>
      </div>
    </Card>
  )
}
