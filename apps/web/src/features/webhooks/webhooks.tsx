/** Webhooks of a channel or, without one, of the server: listed, made, tried, changed. Needs the words of `notifications`. */

'use client'

import { useCallback, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useInPlace } from '../../ui/use-in-place.ts'
import { WebhookForm } from './webhook-form.tsx'
import { WebhookItem } from './webhook-item.tsx'
import { type WebhookRow, webhookListSchema } from './webhook-schemas.ts'

export function Webhooks({ slug }: { slug?: string }) {
  const words = useTranslations('notifications.webhooks')
  const path = slug === undefined ? '/api/v1/webhooks' : `/api/v1/channels/${encodeURIComponent(slug)}/webhooks`
  const [webhooks, setWebhooks] = useState<WebhookRow[] | null>(null)
  const [isFailing, setFailing] = useState(false)
  const making = useInPlace()
  const [secret, setSecret] = useState<string | null>(null)

  const load = useCallback(async () => {
    const read = await fetch(path)
      .then(async (response) => webhookListSchema.parse(await response.json()))
      .catch(() => null)
    setFailing(read === null)
    if (read) setWebhooks(read.webhooks)
  }, [path])
  useEffect(() => void load(), [load])

  return (
    <Card title={words('title')}>
      <p className="mb-4 text-ink-soft">{words(slug === undefined ? 'introServer' : 'introChannel')}</p>
      {secret !== null && (
        <div className="mb-4 space-y-3">
          <Notice tone="good">{words('secretOnce')}</Notice>
          <CopyField label={words('secret')} value={secret} />
        </div>
      )}
      {isFailing && <Notice tone="bad">{words('failed')}</Notice>}
      {webhooks === null && !isFailing && <p className="text-ink-soft">{words('loading')}</p>}
      {webhooks?.length === 0 && <p className="text-ink-soft">{words('none')}</p>}
      {webhooks && webhooks.length > 0 && (
        <ul className="divide-y divide-line">
          {webhooks.map((webhook) => (
            <WebhookItem key={webhook.id} path={path} webhook={webhook} onChange={load} onSecret={setSecret} />
          ))}
        </ul>
      )}
      <div className="mt-5">
        {making.isOpen ? (
          <WebhookForm
            path={path}
            onCancel={making.close}
            onSaved={(made) => {
              making.close()
              if (made !== null) setSecret(made)
              void load()
            }}
          />
        ) : (
          <Button look="quiet" {...making.opener}>
            {words('make')}
          </Button>
        )}
      </div>
    </Card>
  )
}
