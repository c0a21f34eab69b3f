/** For the studio: who may not write, and the overlay's address. The page wraps it in `<Messages of={['chat']}>`. */

'use client'

import { chatBanSchema } from '@shoal/protocol/chat'
import { useCallback, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { z } from 'zod'
import { Button } from '../../ui/button.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { sendJson } from '../../ui/send-json.ts'
import { useDates } from '../../ui/use-dates.ts'

const EVERY_MS = 10_000
const bansSchema = z.object({ bans: z.array(chatBanSchema) })
type Bans = z.infer<typeof bansSchema>['bans']

/** `canRun`: the channel's owner or an operator, who alone are given the overlay's key. */
export function ModerationPanel({ slug, canRun }: { slug: string; canRun: boolean }) {
  return (
    <div className="space-y-8">
      <BanList slug={slug} />
      {canRun && <OverlayAddress slug={slug} />}
    </div>
  )
}

function BanList({ slug }: { slug: string }) {
  const words = useTranslations('chat.bans')
  const date = useDates()
  const [bans, setBans] = useState<Bans | 'failed' | null>(null)

  const load = useCallback(async () => {
    const response = await fetch(`/api/v1/channels/${slug}/chat/bans`).catch(() => null)
    const read = response?.ok ? bansSchema.safeParse(await response.json().catch(() => null)) : null
    setBans((before) => (read?.success ? read.data.bans : Array.isArray(before) ? before : 'failed'))
  }, [slug])

  useEffect(() => {
    void load()
    const timer = setInterval(() => void load(), EVERY_MS)
    return () => clearInterval(timer)
  }, [load])

  const when = (iso: string) => date(new Date(iso), 'moment')
  return (
    <section>
      <h3 className="text-lg font-semibold">{words('title')}</h3>
      {bans === null && <div aria-hidden className="mt-3 h-14 rounded-lg bg-raised" />}
      {bans === 'failed' && (
        <p role="alert" className="mt-2 text-bad">
          {words('failed')}
        </p>
      )}
      {Array.isArray(bans) && bans.length === 0 && <p className="mt-2 text-ink-soft">{words('none')}</p>}
      {Array.isArray(bans) && bans.length > 0 && (
        <ul className="mt-3 divide-y divide-line rounded-xl border border-line">
          {bans.map(({ id, name, isGuest, until, createdAt, byName }) => (
            <li key={id} className="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
              <div className="min-w-0">
                <p className="font-medium [overflow-wrap:anywhere]">
                  <bdi>{name}</bdi>
                  {isGuest && <span className="ms-2 text-sm font-normal text-ink-soft">{words('guest')}</span>}
                </p>
                <p className="text-sm text-ink-soft">
                  {until === null ? words('forGood') : words('until', { time: when(until) })}
                  {' · '}
                  {words('by', { name: byName, time: when(createdAt) })}
                </p>
              </div>
              <Button
                look="quiet"
                size="small"
                aria-label={words('liftFor', { name })}
                onClick={() => void sendJson('DELETE', `/api/v1/channels/${slug}/chat/bans/${id}`).then(load)}
              >
                {words('lift')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

const overlaySchema = z.object({ path: z.string() })

function OverlayAddress({ slug }: { slug: string }) {
  const words = useTranslations('chat.overlay')
  const [address, setAddress] = useState<string | null>(null)
  const url = `/api/v1/channels/${slug}/chat/overlay`

  const take = useCallback((body: unknown) => {
    const read = overlaySchema.safeParse(body)
    if (read.success) setAddress(new URL(read.data.path, location.href).href)
  }, [])

  useEffect(() => {
    fetch(url)
      .then((response) => response.json())
      .then(take)
      .catch(() => {}) // the field stays empty
  }, [url, take])

  return (
    <section className="space-y-3">
      <h3 className="text-lg font-semibold">{words('title')}</h3>
      <p className="text-ink-soft">{words('hint')}</p>
      <CopyField label={words('address')} value={address ?? ''} />
      <p className="text-sm text-ink-soft">{words('options')}</p>
      <ConfirmButton
        look="quiet"
        size="small"
        question={words('renewQuestion')}
        consequence={words('renewConsequence')}
        deed={words('renew')}
        onConfirm={() =>
          void sendJson('POST', url).then((sent) => {
            if (sent.kind === 'answered') take(sent.body)
          })
        }
      >
        {words('renew')}
      </ConfirmButton>
    </section>
  )
}
