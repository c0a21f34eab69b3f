/** E-mail and password; on success goes to the page that asked for it. */

'use client'

import { type SubmitEvent, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { type Sent, sendJson } from '../../ui/send-json.ts'

export function SignInForm({ next }: { next: string }) {
  const [problem, setProblem] = useState<string | null>(null)
  const [isSending, setSending] = useState(false)

  async function signIn(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setSending(true)
    setProblem(null)
    const sent = await sendJson('POST', '/api/auth/sign-in/email', {
      email: form.get('email'),
      password: form.get('password'),
    })
    if (sent.kind === 'answered' && sent.status === 200) return location.assign(next)
    setProblem(explain(sent))
    setSending(false)
  }

  return (
    <form onSubmit={signIn} className="space-y-5">
      {problem && <Notice tone="bad">{problem}</Notice>}
      <Field label="E-mail" name="email" type="email" autoComplete="username" required />
      <Field label="Password" name="password" type="password" autoComplete="current-password" required />
      <Button type="submit" disabled={isSending} className="w-full">
        {isSending ? 'Signing in…' : 'Sign in'}
      </Button>
    </form>
  )
}

function explain(sent: Sent): string {
  if (sent.kind === 'unreachable') return 'The server does not answer. Check the connection and try again.'
  if (sent.status === 401) return 'That e-mail and password do not go together.'
  if (sent.status === 429) return 'Too many tries. Wait a minute, then try again.'
  if (sent.status === 403)
    return 'The server does not know this page’s address. Open it at the address in SHOAL_PUBLIC_URL.'
  if (sent.status >= 500) return 'The server could not check that just now. Try again in a moment.'
  return 'That did not work. Check the e-mail address and try again.'
}
