/** Which time, which channel, and a way to take the figures home. */

'use client'

import { CalendarRange, Download } from 'lucide-react'
import { DropdownMenu, Popover } from 'radix-ui'
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { SelectBox } from '../../ui/select-box.tsx'
import { useIsHydrated } from '../../ui/use-is-hydrated.ts'
import { type DashboardEvent, SLICE_KINDS } from './dashboard-event.ts'
import { checkQuery, type DashboardQuery, ofChannel, queryString } from './dashboard-query.ts'
import { useMeasures } from './use-measures.ts'

const RANGES = ['now', 'hour', 'day', 'month'] as const

type RangeBarProps = {
  query: DashboardQuery
  channels: DashboardEvent['channels']
  onChange: (query: DashboardQuery) => void
}

export function RangeBar({ query, channels, onChange }: RangeBarProps) {
  const words = useTranslations('dashboard')
  const { range, from: _, to: __, broadcast: ___, ...rest } = query
  const options = RANGES.map((value) => ({ value, label: words(`range.${value}`) }))
  return (
    <div className="flex flex-wrap items-center gap-2 max-sm:w-full">
      {channels.length > 1 && (
        <SelectBox
          isSmall
          aria-label={words('channel.label')}
          value={query.channel ?? ''}
          onChange={({ target }) => onChange(ofChannel(query, target.value))}
          className="max-sm:w-full sm:max-w-48"
        >
          <option value="">{words('channel.all')}</option>
          {channels.map(({ slug, title }) => (
            <option key={slug} value={slug}>
              {title}
            </option>
          ))}
        </SelectBox>
      )}
      <div className="grid max-sm:w-full">
        <Choice
          label={words('range.label')}
          options={options}
          value={range}
          onChange={(next) => onChange({ ...rest, range: next })}
        />
      </div>
      <CustomRange query={query} onChange={onChange} />
      <ExportMenu query={query} />
    </div>
  )
}

function CustomRange({ query, onChange }: Pick<RangeBarProps, 'query' | 'onChange'>) {
  const words = useTranslations('dashboard.range')
  const show = useMeasures()
  const isHydrated = useIsHydrated()
  const [isOpen, setOpen] = useState(false)
  const [problem, setProblem] = useState<{ of: 'from' | 'to'; text: string } | null>(null)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const [from, to] = (['from', 'to'] as const).map((name) => isoTime(form.get(name)))
    if (!from || !to) return setProblem({ of: from ? 'to' : 'from', text: words('incomplete') })
    const { broadcast: _, ...rest } = query
    const next: DashboardQuery = { ...rest, range: 'custom', from, to }
    const wrong = checkQuery(next, Date.now())
    if (wrong?.path === 'from') return setProblem({ of: 'from', text: words('future') })
    if (wrong) return setProblem({ of: 'to', text: from >= to ? words('wrongOrder') : words('tooLong') })
    setProblem(null)
    setOpen(false)
    onChange(next)
  }
  const { range, from, to } = query
  // the server does not know where the reader is
  const chosen = isHydrated && range === 'custom' && from && to && show.span(Date.parse(from), Date.parse(to))
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <Button look="quiet" size="small" className="min-h-10 max-sm:grow" aria-pressed={query.range === 'custom'}>
          <CalendarRange aria-hidden className="size-4" />
          {chosen ? (
            <span>
              <span className="sr-only">{words('custom')}</span> {chosen}
            </span>
          ) : (
            words('custom')
          )}
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          sideOffset={6}
          collisionPadding={12}
          aria-label={words('custom')}
          className="z-40 w-72 rounded-xl border border-line-strong bg-surface p-4 shadow-lg"
        >
          <form onSubmit={submit} noValidate className="space-y-3">
            {(['from', 'to'] as const).map((name) => (
              <div key={name}>
                <label className="block text-sm font-medium">
                  {words(name)}
                  <input
                    type="datetime-local"
                    name={name}
                    defaultValue={localInput(query[name])}
                    aria-describedby={problem?.of === name ? 'custom-range-problem' : undefined}
                    aria-invalid={problem?.of === name}
                    className="mt-1 min-h-11 w-full rounded-lg border border-line-strong bg-surface px-3 text-base font-normal"
                  />
                </label>
                {problem?.of === name && (
                  <p id="custom-range-problem" role="alert" className="mt-1 text-sm text-bad">
                    {problem.text}
                  </p>
                )}
              </div>
            ))}
            <Button type="submit" className="w-full">
              {words('show')}
            </Button>
          </form>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

/** Of what such an input was given; null where that is no time. */
function isoTime(local: FormDataEntryValue | null): string | null {
  const at = new Date(String(local ?? ''))
  return Number.isNaN(at.getTime()) ? null : at.toISOString()
}

/** What an input of a local time takes. */
function localInput(iso: string | undefined): string {
  if (iso === undefined) return ''
  const at = new Date(iso)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

function ExportMenu({ query }: Pick<RangeBarProps, 'query'>) {
  const words = useTranslations('dashboard')
  const given = queryString(query)
  const tables = [
    { table: 'series', name: words('export.series') },
    ...SLICE_KINDS.map((table) => ({ table, name: words(`slices.${table}`) })),
  ]
  const item = 'block rounded-lg px-3 py-2 text-sm -outline-offset-2 data-[highlighted]:bg-raised'
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button look="quiet" size="small" className="min-h-10 max-sm:grow">
          <Download aria-hidden className="size-4" />
          {words('export.label')}
        </Button>
      </DropdownMenu.Trigger>
      {/* in its place, not at the body's end: it is part of what the page is about */}
      <DropdownMenu.Content
        align="end"
        sideOffset={6}
        collisionPadding={12}
        className="z-40 max-h-(--radix-dropdown-menu-content-available-height) min-w-60 overflow-y-auto rounded-xl border border-line-strong bg-surface p-1.5 shadow-lg"
      >
        {(['csv', 'json'] as const).map((format) => (
          <DropdownMenu.Group key={format} className="border-b border-line py-1 last:border-0">
            {tables.map(({ table, name }) => (
              <DropdownMenu.Item key={table} asChild>
                <a
                  href={`/api/v1/analytics/export?${given}&table=${table}&format=${format}`}
                  download=""
                  className={item}
                >
                  {words(`export.${format}`, { table: name })}
                </a>
              </DropdownMenu.Item>
            ))}
            {format === 'json' && (
              <DropdownMenu.Item asChild>
                <a href={`/api/v1/analytics?${given}`} download="shoal-analytics.json" className={item}>
                  {words('export.everything')}
                </a>
              </DropdownMenu.Item>
            )}
          </DropdownMenu.Group>
        ))}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  )
}
