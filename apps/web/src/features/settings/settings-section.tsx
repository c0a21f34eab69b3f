/** Some of the server's settings as one form, saved together. */

'use client'

import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import type { FieldValues, UseFormReturn } from 'react-hook-form'
import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { changedFields } from '../../ui/changed-fields.ts'
import { Notice } from '../../ui/notice.tsx'
import { sendJson } from '../../ui/send-json.ts'
import { isDone, useSentProblem } from '../account/use-problem.ts'

type SettingsSectionProps<Input extends FieldValues, Output extends object> = {
  title: string
  form: UseFormReturn<Input, unknown, Output>
  children: ReactNode
}

export function SettingsSection<Input extends FieldValues, Output extends object>(
  props: SettingsSectionProps<Input, Output>,
) {
  const { title, form, children } = props
  const ui = useTranslations('ui')
  const router = useRouter()
  const explain = useSentProblem()
  const [outcome, setOutcome] = useState<{ isSaved: boolean; problem: string | null }>({
    isSaved: false,
    problem: null,
  })
  const { isSubmitting, defaultValues } = form.formState
  const [saved, setSaved] = useState<object>(defaultValues ?? {})

  async function save(values: Output) {
    setOutcome({ isSaved: false, problem: null })
    const sent = await sendJson('PATCH', '/api/v1/settings', changedFields(saved, values))
    setOutcome({ isSaved: isDone(sent), problem: isDone(sent) ? null : explain(sent) })
    if (!isDone(sent)) return
    setSaved(values)
    router.refresh()
  }

  return (
    <Card title={title}>
      <form
        onSubmit={form.handleSubmit(save)}
        onChange={() => setOutcome({ isSaved: false, problem: null })}
        noValidate
        className="space-y-5"
      >
        {outcome.problem && <Notice tone="bad">{outcome.problem}</Notice>}
        {children}
        <div className="flex items-center gap-4">
          <Button type="submit" isBusy={isSubmitting}>
            {isSubmitting ? ui('saving') : ui('save')}
          </Button>
          <span aria-live="polite" className="text-sm text-ink-soft">
            {outcome.isSaved ? ui('saved') : ''}
          </span>
        </div>
      </form>
    </Card>
  )
}
