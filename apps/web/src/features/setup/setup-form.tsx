/** The form of the first visit. On success it hands the first stream key to the studio, which shows it once. */

'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { type Sent, sendJson } from '../../ui/send-json.ts'
import { MIN_PASSWORD_LENGTH } from '../account/password-length.ts'
import { keepFreshKey } from '../studio/fresh-key.ts'
import { setupAnswerSchema, setupFormSchema, type SetupForm as Values } from './setup-form-schema.ts'
import { suggestSlug } from './suggest-slug.ts'

export function SetupForm({ token }: { token: string }) {
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
    if (!answer?.success) return setProblem(explain(sent))
    keepFreshKey(answer.data.slug, answer.data.streamKey)
    router.push(`/studio/${answer.data.slug}`)
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
        <legend className="mb-4 text-lg font-semibold">You</legend>
        <Field label="Name" autoComplete="name" error={errors.name?.message} {...form.register('name')} />
        <Field
          label="E-mail"
          type="email"
          autoComplete="username"
          hint="To sign in with. Nothing is sent to it."
          error={errors.email?.message}
          {...form.register('email')}
        />
        <Field
          label="Password"
          type="password"
          autoComplete="new-password"
          hint={`At least ${MIN_PASSWORD_LENGTH} characters.`}
          error={errors.password?.message}
          {...form.register('password')}
        />
      </fieldset>
      <fieldset className="space-y-5 border-t border-line pt-7">
        <legend className="float-left mb-4 w-full text-lg font-semibold">Your first channel</legend>
        <Field className="clear-both" label="Channel name" error={errors.title?.message} {...title} />
        <Field
          label="Address"
          prefix="/@"
          autoCapitalize="none"
          spellCheck={false}
          hint="Where people watch. Small letters, digits and hyphens."
          error={errors.slug?.message}
          {...form.register('slug')}
        />
      </fieldset>
      <Button type="submit" disabled={isBusy} className="w-full">
        {isBusy ? 'Setting up…' : 'Set up'}
      </Button>
    </form>
  )
}

function explain(sent: Sent): string {
  if (sent.kind === 'unreachable') return 'The server does not answer. Check the connection and try again.'
  if (sent.status === 403) return 'This setup link does not work any more. Restart the server: it prints a new one.'
  if (sent.status === 409) return 'Somebody has just set this server up. Sign in instead.'
  if (sent.status === 503) return 'The database is away. Try again in a moment.'
  return 'That did not work. The reason is in the server’s log.'
}
