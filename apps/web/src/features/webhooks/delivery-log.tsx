/** What was sent to a webhook, how it went, and a way to send it again. Looks again while something waits. */

'use client'

import { useCallback, useEffect, useState } from 'react'
import { useFormatter, useNow, useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { sendJson } from '../../ui/send-json.ts'
import { eventKey } from './event-key.ts'
import { type DeliveryRow, deliveryListSchema } from './webhook-schemas.ts'

const AGAIN_MS = 3000

export function DeliveryLog({ path }: { path: string }) {
  const words = useTranslations('notifications.webhooks')
  const [rows, setRows] = useState<DeliveryRow[] | null>(null)

  const load = useCallback(async () => {
    const read = await fetch(path)
      .then(async (response) => deliveryListSchema.parse(await response.json()))
      .catch(() => null)
    if (read) setRows(read.deliveries)
  }, [path])
  useEffect(() => {
    void load()
    const timer = setInterval(load, AGAIN_MS)
    return () => clearInterval(timer)
  }, [load])

  async function again(id: string) {
    await sendJson('POST', `${path}/${id}/redeliver`)
    await load()
  }

  if (rows === null) return <p className="text-sm text-ink-soft">{words('loading')}</p>
  if (rows.length === 0) return <p className="text-sm text-ink-soft">{words('logEmpty')}</p>
  return (
    <ul className="divide-y divide-line rounded-xl border border-line text-sm">
      {rows.map((row) => (
        <Delivery key={row.id} row={row} onAgain={() => again(row.id)} />
      ))}
    </ul>
  )
}

const STATES = { waiting: 'stateWaiting', delivered: 'stateDelivered', failed: 'stateFailed' } as const
const LOOKS = { waiting: 'text-warn', delivered: 'text-sea', failed: 'text-bad' } as const

function Delivery({ row, onAgain }: { row: DeliveryRow; onAgain: () => void }) {
  const words = useTranslations('notifications.webhooks')
  const format = useFormatter()
  const now = useNow({ updateInterval: 10_000 })
  const { event, state, attempts, status, error, createdAt } = row
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-3 py-2">
      <div className="min-w-0">
        <p>
          <span className="font-medium">{words(`event.${eventKey(event)}`)}</span>{' '}
          <span className="text-ink-soft">{format.relativeTime(new Date(createdAt), now)}</span>
        </p>
        <p className="text-ink-soft">
          <span className={LOOKS[state]}>{words(STATES[state], { next: attempts + 1 })}</span>
          {' · '}
          {words('attempts', { count: attempts })}
          {status !== null && ` · ${words('answered', { status })}`}
          {status === null && error !== null && <bdi> · {error}</bdi>}
        </p>
      </div>
      {state !== 'waiting' && (
        <Button look="quiet" size="small" onClick={onAgain}>
          {words('redeliver')}
        </Button>
      )}
    </li>
  )
}
