/** How each part of Shoal does: memory, processor, and of ingest the encoder and the disk. */

'use client'

import { PULSE_SILENT_MS } from '@shoal/protocol/service-pulse'
import clsx from 'clsx'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl/react'
import { Card } from '../../ui/card.tsx'
import { useNow } from '../../ui/use-now.ts'
import type { DashboardEvent } from './dashboard-event.ts'
import { Explain } from './explain.tsx'
import { selectServices } from './select-services.ts'
import { useMeasures } from './use-measures.ts'

const EVERY_MS = 5000
const FULL = 0.95
/** Recordings pause when so little of the disk is left (apps/ingest's disk guard). */
const LITTLE_FREE = 0.1
const KINDS = ['ingest', 'tracker', 'web'] as const

export function ServicesCard({ services }: Pick<DashboardEvent, 'services'>) {
  const words = useTranslations('dashboard.services')
  const now = useNow(EVERY_MS)
  const shown = selectServices(services)
  return (
    <Card title={words('title')} aside={<Explain figure={words('title')}>{words('explain')}</Explain>}>
      {shown.length === 0 ? (
        <p className="py-6 text-center text-ink-soft">{words('none')}</p>
      ) : (
        <ul className="divide-y divide-line">
          {shown.map((service) => (
            <Service key={service.service} service={service} now={now} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function Service({ service, now }: { service: DashboardEvent['services'][number]; now: number | null }) {
  const words = useTranslations('dashboard.services')
  const show = useMeasures()
  const { values, atMs, startedAtMs } = service
  const [kindName = '', ...rest] = service.service.split(' ')
  const kind = KINDS.find((one) => one === kindName)
  const isSilent = now !== null && now - atMs > PULSE_SILENT_MS
  const { encoder, disk } = values
  return (
    <li className="py-4 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <h3 className="flex items-center gap-2 font-semibold">
          <span aria-hidden className={clsx('size-2 rounded-full', isSilent ? 'bg-bad' : 'bg-sea')} />
          {kind ? words(kind) : kindName}
          {rest.length > 0 && <span className="font-mono text-sm font-normal text-ink-soft">{rest.join(' ')}</span>}
        </h3>
        <p className={clsx('text-sm', isSilent ? 'text-bad' : 'text-ink-soft')}>
          {isSilent
            ? words('silent', { at: show.clock(atMs) })
            : words('up', { duration: show.duration(atMs - startedAtMs) })}
        </p>
      </div>
      {isSilent && <p className="mt-1 text-sm text-ink-soft">{words('silentWhy')}</p>}
      <dl className={clsx('mt-3 grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-3', isSilent && 'text-ink-soft')}>
        <Measure name={words('memory')}>{show.bytes(values.memoryBytes)}</Measure>
        <Measure name={words('cpu')} note={words('cpuNote')}>
          {show.share(values.cpuShare)}
        </Measure>
        <Measure name={words('delay')}>{show.milliseconds(values.loopDelayMs)}</Measure>
        {encoder && (
          <Measure
            name={words('encoder')}
            note={encoder.load > FULL ? words('encoderFull') : words('encoderNote', { count: encoder.broadcasts })}
            bar={encoder.load}
            isTight={encoder.load > FULL}
          >
            {show.share(encoder.load)}
          </Measure>
        )}
        {disk && (
          <Measure
            name={words('disk')}
            note={words('diskNote', { free: show.bytes(disk.freeBytes), total: show.bytes(disk.totalBytes) })}
            bar={1 - disk.freeBytes / Math.max(1, disk.totalBytes)}
            isTight={disk.freeBytes < disk.totalBytes * LITTLE_FREE}
          >
            {show.share(1 - disk.freeBytes / Math.max(1, disk.totalBytes))}
          </Measure>
        )}
        {disk && <Measure name={words('recordings')}>{show.bytes(disk.recordingBytes)}</Measure>}
      </dl>
    </li>
  )
}

type MeasureProps = { name: string; note?: string; bar?: number; isTight?: boolean; children: ReactNode }

function Measure({ name, note, bar, isTight = false, children }: MeasureProps) {
  return (
    <div>
      <dt className="text-sm text-ink-soft">{name}</dt>
      <dd>
        <span className="text-lg font-semibold tabular-nums">{children}</span>
        {bar !== undefined && (
          <span aria-hidden className="my-1 block h-1.5 overflow-hidden rounded-full bg-raised">
            <span
              className={clsx('block h-full rounded-full', isTight ? 'bg-bad' : 'bg-sea/75')}
              style={{ inlineSize: `${Math.min(1, bar) * 100}%` }}
            />
          </span>
        )}
        {note !== undefined && <span className="block text-sm text-ink-soft">{note}</span>}
      </dd>
    </div>
  )
}
