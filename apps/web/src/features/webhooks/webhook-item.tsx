/** One webhook: what it is told, whether that works, and what can be done with it. */

'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { sendJson } from '../../ui/send-json.ts'
import { useInPlace } from '../../ui/use-in-place.ts'
import { DeliveryLog } from './delivery-log.tsx'
import { eventKey } from './event-key.ts'
import { WebhookForm } from './webhook-form.tsx'
import { type WebhookRow, webhookSecretSchema } from './webhook-schemas.ts'

type WebhookItemProps = {
  path: string
  webhook: WebhookRow
  onChange: () => void
  onSecret: (secret: string) => void
}

export function WebhookItem({ path, webhook, onChange, onSecret }: WebhookItemProps) {
  const words = useTranslations('notifications.webhooks')
  const editing = useInPlace()
  const [isLogOpen, setLogOpen] = useState(false)
  const [said, setSaid] = useState<'tested' | 'failed' | null>(null)
  const own = `${path}/${webhook.id}`

  async function tryIt() {
    const sent = await sendJson('POST', `${own}/test`)
    setSaid(sent.kind === 'answered' && sent.status === 202 ? 'tested' : 'failed')
    setLogOpen(true)
  }
  async function rotate() {
    const sent = await sendJson('POST', `${own}/secret`)
    const made = sent.kind === 'answered' ? webhookSecretSchema.safeParse(sent.body) : null
    if (made?.success) onSecret(made.data.secret)
    else setSaid('failed')
  }
  async function remove() {
    await sendJson('DELETE', own)
    onChange()
  }

  if (editing.isOpen) {
    const { close } = editing
    const saved = () => {
      close()
      onChange()
    }
    return (
      <li className="py-4">
        <WebhookForm path={path} webhook={webhook} onCancel={close} onSaved={saved} />
      </li>
    )
  }
  const { name } = webhook
  return (
    <li className="space-y-3 py-4">
      <div className="min-w-0 space-y-1">
        <p className="flex flex-wrap items-center gap-2 font-medium break-words">
          {name}
          {webhook.isFailing && <Badge look="bg-bad-wash text-bad">{words('failing')}</Badge>}
          {!webhook.isActive && <Badge look="bg-raised text-ink-soft">{words('off')}</Badge>}
        </p>
        <p dir="ltr" className="font-mono text-sm break-all text-ink-soft rtl:text-end">
          {webhook.url}
        </p>
        <p className="text-sm text-ink-soft">
          {words(webhook.form)} · {webhook.events.map((event) => words(`event.${eventKey(event)}`)).join(' · ')}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button look="quiet" size="small" {...editing.opener}>
          {words('edit')}
        </Button>
        <Button look="quiet" size="small" onClick={tryIt}>
          {words('test')}
        </Button>
        <Button look="quiet" size="small" aria-expanded={isLogOpen} onClick={() => setLogOpen(!isLogOpen)}>
          {words(isLogOpen ? 'hideLog' : 'log')}
        </Button>
        <ConfirmButton
          look="quiet"
          size="small"
          question={words('rotateQuestion', { name })}
          consequence={words('rotateConsequence')}
          deed={words('rotate')}
          onConfirm={rotate}
        >
          {words('rotate')}
        </ConfirmButton>
        <ConfirmButton
          look="danger"
          size="small"
          question={words('deleteQuestion', { name })}
          consequence={words('deleteConsequence')}
          deed={words('delete')}
          onConfirm={remove}
        >
          {words('delete')}
        </ConfirmButton>
      </div>
      <p aria-live="polite" className="text-sm empty:hidden">
        {said && words(said)}
      </p>
      {isLogOpen && <DeliveryLog path={`${own}/deliveries`} />}
    </li>
  )
}

function Badge({ look, children }: { look: string; children: string }) {
  return <span className={`rounded-full px-2 py-0.5 text-xs font-medium ${look}`}>{children}</span>
}
