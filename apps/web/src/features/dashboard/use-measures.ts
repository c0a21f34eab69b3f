/** Figures of the dashboard in the reader's language, beside those that every page has. */

'use client'

import { useMemo } from 'react'
import { useLocale } from 'use-intl/react'
import { type DateLook, formatDate, formatDateRange } from '../../ui/dates.ts'
import { formatUnit, type TimeUnit } from '../../ui/figures.ts'
import { useFigures } from '../../ui/use-figures.ts'
import { useTimeZone } from '../../ui/use-time-zone.ts'
import { formatPrice, formatSum } from './format-price.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
const SHORT_MS = 1_200_000

export function useMeasures() {
  const locale = useLocale()
  const figures = useFigures()
  const timeZone = useTimeZone()
  return useMemo(() => {
    const place = { locale, timeZone }
    const number = (value: number, places = 0) =>
      new Intl.NumberFormat(locale, { minimumFractionDigits: places, maximumFractionDigits: places }).format(value)
    const unit = (value: number, of: TimeUnit, places: number) => formatUnit(value, of, places, locale)
    return {
      ...figures,
      number,
      /** Two digits after the point: half a second in a hundred is a lot. */
      ratio: (ratio: number | null) => figures.share(ratio, 2),
      seconds: (ms: number | null) => (ms === null ? '–' : unit(ms / 1000, 'second', 1)),
      milliseconds: (ms: number) => unit(ms, 'millisecond', 0),
      /** Hours, or minutes where it is less than two. */
      watched: (ms: number) =>
        ms < 2 * HOUR_MS ? unit(ms / 60_000, 'minute', 0) : unit(ms / HOUR_MS, 'hour', ms < 36_000_000 ? 1 : 0),
      money: (amount: number, currency: string) => formatSum(locale, amount, currency),
      price: (amount: number, currency: string) => formatPrice(locale, amount, currency),
      country: (code: string) => new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' }).of(code) ?? code,
      date: (atMs: number) => formatDate(atMs, 'moment', place),
      clock: (atMs: number) => formatDate(atMs, 'clock', place),
      /** From a day and an hour to another. */
      span: (fromMs: number, toMs: number) => formatDateRange(fromMs, toMs, place),
      /** As a chart's axis has it: with the day where the chart is of several, with seconds where it is short. */
      time: (atMs: number, lengthMs: number) => formatDate(atMs, axisLook(lengthMs), place),
    }
  }, [locale, figures, timeZone])
}

function axisLook(lengthMs: number): DateLook {
  if (lengthMs >= 20 * DAY_MS) return 'chart-day'
  if (lengthMs > DAY_MS) return 'chart-moment'
  return lengthMs < SHORT_MS ? 'clock' : 'time'
}
