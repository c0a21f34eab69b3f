/** One number with its name; for use in a `<dl>`. */

import clsx from 'clsx'

type FigureProps = { name: string; value: string; note?: string; isStrong?: boolean; isBare?: boolean }

export function Figure({ name, value, note, isStrong = false, isBare = false }: FigureProps) {
  return (
    <div className={clsx('flex flex-col', !isBare && 'bg-surface p-4 sm:p-5')}>
      <dt className="text-sm text-ink-soft">{name}</dt>
      <dd>
        <span
          className={clsx(
            'mt-1 block font-semibold tracking-tight tabular-nums',
            isBare ? 'text-2xl' : 'text-3xl sm:text-4xl',
            isStrong && 'text-sea',
          )}
        >
          {value}
        </span>
        {note && <span className="mt-0.5 block text-sm text-ink-soft">{note}</span>}
      </dd>
    </div>
  )
}
