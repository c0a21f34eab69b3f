/** The form that makes or changes a webhook; what is wrong is said beside the field, and what was typed stays. */

'use client'

import { broadcastEventKindSchema } from '@shoal/protocol/broadcast-event'
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { z } from 'zod'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { sendJson } from '../../ui/send-json.ts'
import { TickBox } from '../../ui/tick-box.tsx'
import { eventKey } from './event-key.ts'
import { type WebhookRow, webhookDraftSchema, webhookSecretSchema } from './webhook-schemas.ts'

type Draft = z.infer<typeof webhookDraftSchema>
const EMPTY: Draft = { name: '', url: '', events: ['broadcast.started'], form: 'generic', isActive: true }
const refusalSchema = z.object({ error: z.string() })

type WebhookFormProps = {
  path: string
  /** The one that is changed; without it a new one is made. */
  webhook?: WebhookRow
  /** Hears the secret of a new one. */
  onSaved: (secret: string | null) => void
  onCancel: () => void
}

export function WebhookForm({ path, webhook, onSaved, onCancel }: WebhookFormProps) {
  const words = useTranslations('notifications.webhooks')
  const [draft, setDraft] = useState<Draft>(webhook ? webhookDraftSchema.parse(webhook) : EMPTY)
  const [isTried, setTried] = useState(false)
  const [problem, setProblem] = useState<'addressRefused' | 'tooMany' | 'failed' | null>(null)
  const [isBusy, setBusy] = useState(false)
  const parsed = webhookDraftSchema.safeParse(draft)
  const change = (part: Partial<Draft>) => {
    setProblem(null)
    setDraft({ ...draft, ...part })
  }
  const wrong = (field: keyof Draft) => isTried && parsed.error?.issues.some(({ path: [first] }) => first === field)

  async function save(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (!parsed.success) return
    setBusy(true)
    const sent = webhook
      ? await sendJson('PUT', `${path}/${webhook.id}`, parsed.data)
      : await sendJson('POST', path, parsed.data)
    setBusy(false)
    if (sent.kind === 'answered' && sent.status === 204) return onSaved(null)
    const made = sent.kind === 'answered' && sent.status === 201 ? webhookSecretSchema.safeParse(sent.body) : null
    if (made?.success) return onSaved(made.data.secret)
    const error = sent.kind === 'answered' ? refusalSchema.safeParse(sent.body).data?.error : undefined
    setProblem(error === 'refused-address' ? 'addressRefused' : error === 'too-many-webhooks' ? 'tooMany' : 'failed')
  }

  const urlError = problem === 'addressRefused' ? words('addressRefused') : wrong('url') ? words('urlError') : undefined
  return (
    <form onSubmit={save} noValidate className="space-y-5 rounded-xl border border-line p-4">
      <Field
        label={words('name')}
        autoFocus
        value={draft.name}
        onChange={(event) => change({ name: event.target.value })}
        maxLength={60}
        error={wrong('name') ? words('nameError') : undefined}
      />
      <Field
        label={words('url')}
        hint={words('urlHint')}
        type="url"
        dir="ltr"
        value={draft.url}
        onChange={(event) => change({ url: event.target.value })}
        error={urlError}
      />
      <div>
        <p className="mb-1.5 font-medium">{words('form')}</p>
        <Choice
          label={words('form')}
          options={[
            { value: 'generic', label: words('generic') },
            { value: 'discord', label: words('discord') },
          ]}
          value={draft.form}
          onChange={(form) => change({ form })}
        />
        {draft.form === 'discord' && <p className="mt-1.5 text-sm text-ink-soft">{words('discordHint')}</p>}
      </div>
      <fieldset>
        <legend className="mb-1.5 font-medium">{words('events')}</legend>
        {broadcastEventKindSchema.options.map((kind) => (
          <TickBox
            key={kind}
            label={words(`event.${eventKey(kind)}`)}
            checked={draft.events.includes(kind)}
            onChange={(isOn) =>
              change({ events: isOn ? [...draft.events, kind] : draft.events.filter((one) => one !== kind) })
            }
          />
        ))}
        {wrong('events') && <p className="mt-1.5 text-sm text-bad">{words('eventsError')}</p>}
      </fieldset>
      <TickBox label={words('active')} checked={draft.isActive} onChange={(isActive) => change({ isActive })} />
      {(problem === 'failed' || problem === 'tooMany') && <Notice tone="bad">{words(problem)}</Notice>}
      <div className="flex flex-wrap gap-3">
        <Button type="submit" isBusy={isBusy}>
          {words('save')}
        </Button>
        <Button look="quiet" onClick={onCancel}>
          {words('cancel')}
        </Button>
      </div>
    </form>
  )
}
