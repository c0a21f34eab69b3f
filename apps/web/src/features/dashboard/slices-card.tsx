/** The figures taken apart: by channel, broadcast, rung, browser, country and mode, each a table that can be sorted. */

'use client'

import clsx from 'clsx'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { Tabs } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Card } from '../../ui/card.tsx'
import { Link } from '../../ui/link.tsx'
import { ScrollRegion } from '../../ui/scroll-region.tsx'
import { useNow } from '../../ui/use-now.ts'
import { type DashboardEvent, type DashboardSlice, SLICE_KINDS, type SliceKind } from './dashboard-event.ts'
import { Explain } from './explain.tsx'
import { rebufferBand, rebufferRatio } from './rebuffer-band.ts'
import { sliceName } from './slice-name.ts'
import { columnValue, type SortColumn, sortSlices } from './sort-slices.ts'
import { useMeasures } from './use-measures.ts'

const COLUMNS: readonly SortColumn[] = ['delivered', 'offload', 'watched', 'rebuffer', 'firstFrame', 'latency']
const MINUTE_MS = 60_000

export function SlicesCard({ slices }: Pick<DashboardEvent, 'slices'>) {
  const words = useTranslations('dashboard')
  const title = words('slices.title')
  return (
    <Card title={title} aside={<Explain figure={title}>{words('slices.explain')}</Explain>}>
      <Tabs.Root defaultValue="broadcasts">
        <Tabs.List aria-label={words('slices.by')} className="mb-4 flex flex-wrap gap-1">
          {SLICE_KINDS.map((kind) => (
            <Tabs.Trigger
              key={kind}
              value={kind}
              className="min-h-9 shrink-0 rounded-lg px-3 text-sm font-medium text-ink-soft hover:text-ink data-[state=active]:bg-raised data-[state=active]:text-ink"
            >
              {words(`slices.${kind}`)}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {SLICE_KINDS.map((kind) => (
          <Tabs.Content key={kind} value={kind}>
            <SliceTable kind={kind} slices={slices[kind]} />
          </Tabs.Content>
        ))}
      </Tabs.Root>
    </Card>
  )
}

function SliceTable({ kind, slices }: { kind: SliceKind; slices: readonly DashboardSlice[] }) {
  const words = useTranslations('dashboard')
  const show = useMeasures()
  const now = useNow(MINUTE_MS)
  const [sort, setSort] = useState<{ column: SortColumn; isUp: boolean }>({ column: 'delivered', isUp: false })
  if (slices.length === 0) return <p className="py-6 text-center text-ink-soft">{words('slices.empty')}</p>
  const isOfBroadcasts = kind === 'broadcasts'
  const columns: readonly SortColumn[] = isOfBroadcasts ? [...COLUMNS, 'peak'] : COLUMNS
  const nameOf = (slice: DashboardSlice) => sliceName(kind, slice.name, words, show)
  const sorted = sortSlices(slices, sort, nameOf)
  const most = Math.max(1, ...slices.map((slice) => columnValue(slice, 'delivered') ?? 0))
  const press = (column: SortColumn) =>
    setSort((before) => ({ column, isUp: before.column === column ? !before.isUp : column === 'name' }))
  const hasNoCountries = kind === 'countries' && slices.every(({ name }) => name === '')
  return (
    <>
      <ScrollRegion label={words(`slices.${kind}`)}>
        <table className="w-full text-sm tabular-nums">
          <caption className="sr-only">
            {words('slices.caption', { kind: words(`slices.${kind}`), column: words(`slices.${sort.column}`) })}
          </caption>
          <thead className="border-b border-line text-ink-soft">
            <tr>
              {(['name', ...columns] as const).map((column) => (
                <Heading key={column} isFirst={column === 'name'} sort={sort.column === column ? sort : null}>
                  <button type="button" onClick={() => press(column)} className="min-h-9 font-medium hover:text-ink">
                    {words(`slices.${column}`)}
                  </button>
                </Heading>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {sorted.map((slice) => (
              <tr key={slice.id}>
                <th scope="row" className="min-w-36 py-2.5 pe-4 text-start font-medium">
                  {isOfBroadcasts && slice.name !== '' ? (
                    <Link href={`/dashboard?range=broadcast&broadcast=${slice.id}`} className="hover:text-sea">
                      {nameOf(slice)}
                    </Link>
                  ) : (
                    nameOf(slice)
                  )}
                  {slice.startedAtMs !== undefined && now !== null && (
                    <span className="block font-normal text-ink-soft">{show.date(slice.startedAtMs)}</span>
                  )}
                </th>
                {columns.map((column) => (
                  <td key={column} className="px-3 py-2.5 text-end align-top whitespace-nowrap last:pe-0">
                    <Cell slice={slice} column={column} />
                    {column === 'delivered' && (
                      <span
                        aria-hidden
                        className="mt-1 flex h-1.5 w-28 justify-start overflow-hidden rounded-full bg-raised"
                      >
                        <span className="bg-sea/75" style={{ inlineSize: `${(slice.peerBytes / most) * 100}%` }} />
                        <span className="bg-sand" style={{ inlineSize: `${(slice.originBytes / most) * 100}%` }} />
                      </span>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {hasNoCountries && <p className="mt-4 text-sm text-ink-soft">{words('slices.noCountries')}</p>}
    </>
  )
}

type HeadingProps = { isFirst: boolean; sort: { isUp: boolean } | null; children: ReactNode }

function Heading({ isFirst, sort, children }: HeadingProps) {
  const Arrow = sort?.isUp ? ArrowUp : ArrowDown
  return (
    <th
      scope="col"
      aria-sort={sort === null ? 'none' : sort.isUp ? 'ascending' : 'descending'}
      className={clsx('whitespace-nowrap', isFirst ? 'pe-4 text-start' : 'px-3 text-end last:pe-0')}
    >
      <span className={clsx('inline-flex items-center gap-1', sort && 'text-ink')}>
        {children}
        <Arrow aria-hidden className={clsx('size-3.5', sort === null && 'invisible')} />
      </span>
    </th>
  )
}

function Cell({ slice, column }: { slice: DashboardSlice; column: SortColumn }) {
  const show = useMeasures()
  const value = columnValue(slice, column)
  if (column === 'delivered') return show.bytes(value ?? 0)
  if (column === 'offload') return show.share(value)
  if (column === 'watched') return show.watched(value ?? 0)
  if (column === 'peak') return show.number(value ?? 0)
  if (column !== 'rebuffer') return show.seconds(value)
  const band = rebufferBand(rebufferRatio(slice))
  return (
    <span className={clsx(band === 'bad' && 'text-bad', band === 'acceptable' && 'text-warn')}>
      {show.ratio(value)}
    </span>
  )
}
