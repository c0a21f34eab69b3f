/** Which colour is what in a chart; nothing where there is only one. */

import clsx from 'clsx'

/** As the chart draws it: an area, or a line. */
export type LegendMark = 'sea' | 'sand' | 'ink' | 'sea-line' | 'live-line'

export function Legend({ series }: { series: readonly { name: string; mark?: LegendMark }[] }) {
  const marked = series.filter(({ mark }) => mark !== undefined)
  if (marked.length < 2) return null
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-ink-soft">
      {marked.map(({ name, mark }) => (
        <li key={name} className="flex items-center gap-2">
          <span
            aria-hidden
            className={clsx(
              mark === 'sea' && 'size-3 rounded-sm bg-sea/75',
              mark === 'sand' && 'size-3 rounded-sm bg-sand',
              mark === 'ink' && 'h-0.5 w-4 bg-ink',
              mark === 'sea-line' && 'h-0.5 w-4 bg-sea',
              mark === 'live-line' && 'h-0.5 w-4 bg-live',
            )}
          />
          {name}
        </li>
      ))}
    </ul>
  )
}
