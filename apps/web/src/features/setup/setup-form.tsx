/** The form of the first visit. On success it hands the first stream key to the studio, which shows it once. */

'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { MIN_PASSWORD_LENGTH } from '@shoal/protocol/password-length'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { type Sent, sendJson } from '../../ui/send-json.ts'
import { useFieldProblem, useSentProblem } from '../account/use-problem.ts'
import { keepFreshKey } from '../studio/fresh-key.ts'
import { setupAnswerSchema, setupFormSchema, type SetupForm as Values } from './setup-form-schema.ts'
import { suggestSlug } from './suggest-slug.ts'

export function SetupForm({ token }: { token: string }) {
  const words = useTranslations('setup')
  const account = useTranslations('account')
  const say = useFieldProblem()
  const explain = useSentProblem()
  const router = useRouter()
  const [problem, setProblem] = useState<string | null>(null)
  const form = useForm<Values>({
    resolver: zodResolver(setupFormSchema),
    defaultValues: { name: '', email: '', password: '', title: '', slug: '' },
  })
  const { errors, isSubmitting, isSubmitSuccessful, dirtyFields } = form.formState
  const isBusy = isSubmitting || (isSubmitSuccessful && problem === null)

  async function setUp(values: Values) {
    setProblem(null)
    const sent = await sendJson('POST', '/api/v1/setup', { ...values, token })
    const answer = sent.kind === 'answered' && sent.status === 200 ? setupAnswerSchema.safeParse(sent.body) : null
    if (!answer?.success) return setProblem(reasonOf(sent))
    keepFreshKey(answer.data.slug, answer.data.streamKey)
    router.push(`/studio/${answer.data.slug}`)
  }

  function reasonOf(sent: Sent): string {
    if (sent.kind === 'answered' && sent.status === 403) return words('linkOver')
    if (sent.kind === 'answered' && sent.status === 409) return words('tooLate')
    return explain(sent)
  }

  const title = form.register('title', {
    onChange: (event) => {
      if (!dirtyFields.slug) form.setValue('slug', suggestSlug(String(event.target.value)))
    },
  })

  return (
    <form onSubmit={form.handleSubmit(setUp)} noValidate className="space-y-8">
      {problem && <Notice tone="bad">{problem}</Notice>}
      <fieldset className="space-y-5">
        <legend className="mb-4 text-lg font-semibold">{words('you')}</legend>
        <Field label={account('name')} autoComplete="name" error={say(errors.name)} {...form.register('name')} />
        <Field
          label={account('email')}
          type="email"
          autoComplete="username"
          hint={words('emailHint')}
          error={say(errors.email)}
          {...form.register('email')}
        />
        <Field
          label={account('password')}
          type="password"
          autoComplete="new-password"
          hint={account('passwordHint', { least: MIN_PASSWORD_LENGTH })}
          error={say(errors.password)}
          {...form.register('password')}
        />
      </fieldset>
      <fieldset className="space-y-5 border-t border-line pt-7">
        <legend className="float-start mb-4 w-full text-lg font-semibold">{words('channel')}</legend>
        <Field
          className="clear-both"
          label={words('channelName')}
          error={errors.title && (errors.title.message === 'title-missing' ? words('titleMissing') : say(errors.title))}
          {...title}
        />
        <Field
          label={words('address')}
          prefix="/@"
          autoCapitalize="none"
          spellCheck={false}
          dir="ltr"
          hint={words('addressHint')}
          error={errors.slug && words('addressWrong')}
          {...form.register('slug')}
        />
      </fieldset>
      <Button type="submit" isBusy={isBusy} className="w-full">
        {words(isBusy ? 'doing' : 'do')}
      </Button>
    </form>
  )
}
