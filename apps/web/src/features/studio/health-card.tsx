/** How the publisher and the server's encoder do, as a person reads it, with what would help. */

'use client'

import clsx from 'clsx'
import { CircleAlert, CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react'
import { useFormatter, useTranslations } from 'use-intl/react'
import { Card } from '../../ui/card.tsx'
import { useFigures } from '../../ui/use-figures.ts'
import { type HealthSample, recentlyDropped } from './health-samples.ts'
import type { Advice, HealthJudgement, Level } from './judge-health.ts'
import { Sparkline } from './sparkline.tsx'
import { useStudio } from './studio-provider.tsx'

const ICONS = { good: CircleCheck, warn: TriangleAlert, bad: CircleAlert, unknown: CircleDashed } as const
const TINTS: Record<Level, string> = { good: 'text-sea', warn: 'text-warn', bad: 'text-bad', unknown: 'text-ink-soft' }

export function HealthCard({ judgement }: { judgement: HealthJudgement }) {
  const { studio, samples } = useStudio()
  const words = useTranslations('studio')
  const format = useFormatter()
  const figures = useFigures()
  const { health } = studio
  const { verdict, levels, advice } = judgement
  const level: Level = verdict === 'measuring' || verdict === 'silent' ? 'unknown' : verdict
  const number = (value: number, places = 1) => format.number(value, { maximumFractionDigits: places })
  const rate = (kbps: number) => figures.rate((kbps * 1000) / 8)
  const fps = (value: number) => words('health.fps', { value: number(value) })
  const dropped = recentlyDropped(samples, 'sourceDropped')
  const of = (field: 'bitrateKbps' | 'frameRate' | 'encoderSpeed') =>
    samples.map((one: HealthSample) => ({ atMs: one.atMs, value: one[field] }))
  const tell = (value: number | null | undefined, write: (value: number) => string) =>
    value === null || value === undefined ? '–' : write(value)

  return (
    <Card
      title={words('health.title')}
      aside={
        <p role="status" className={clsx('flex items-center gap-1.5 text-sm font-medium', TINTS[level])}>
          <LevelIcon level={level} />
          {words(`health.${verdict}`)}
        </p>
      }
    >
      {verdict !== 'silent' && (
        <dl className="grid grid-cols-2 gap-x-5 gap-y-4">
          <HealthFigure name={words('health.bitrate')} level={levels.bitrate} value={tell(health?.bitrateKbps, rate)}>
            <Line name={words('health.bitrate')} values={of('bitrateKbps')} write={rate} />
          </HealthFigure>
          <HealthFigure name={words('health.frameRate')} level={levels.frameRate} value={tell(health?.frameRate, fps)}>
            <Line name={words('health.frameRate')} values={of('frameRate')} write={fps} />
          </HealthFigure>
          <HealthFigure
            name={words('health.encoder')}
            level={levels.encoder}
            value={tell(health?.encoderSpeed, (speed) => `${number(speed, 2)}×`)}
          >
            <Line
              name={words('health.encoder')}
              values={of('encoderSpeed')}
              write={(speed) => `${number(speed, 2)}×`}
            />
          </HealthFigure>
          <HealthFigure
            name={words('health.keyFrames')}
            level={levels.keyFrames}
            value={tell(health?.keyFrameSeconds, (seconds) => words('health.seconds', { value: number(seconds) }))}
          />
          <HealthFigure
            name={words('health.dropped')}
            level={levels.dropped}
            value={dropped === null ? '–' : number(dropped.frames, 0)}
            note={words('health.aMinute')}
          />
        </dl>
      )}
      <ul aria-live="polite" className="mt-4 space-y-3 empty:hidden">
        {advice.map((one) => (
          <li key={one.kind} className="flex gap-2.5 text-sm">
            <LevelIcon level={one.level} />
            <span>{explain(one)}</span>
          </li>
        ))}
      </ul>
      {health !== null && health.rungs.length > 0 && (
        <p className="mt-4 border-t border-line pt-3 text-sm text-ink-soft">
          {words('health.rungs')}:{' '}
          {format.list(
            health.rungs.map(({ name, isCopy }) => {
              const shown = name === 'audio' ? words('health.sound') : name
              return isCopy ? words('health.asItCame', { rung: shown }) : shown
            }),
          )}
        </p>
      )}
    </Card>
  )

  function explain(one: Advice): string {
    switch (one.kind) {
      case 'key-frames-far':
        return words('advice.key-frames-far', { seconds: number(one.seconds), wanted: number(one.wanted) })
      case 'frames-missing':
        return words('advice.frames-missing', { share: figures.share(one.share) })
      case 'frame-rate-low':
        return words('advice.frame-rate-low', { is: number(one.is, 0), wanted: number(one.wanted, 0) })
      case 'encoder-slow':
        return words('advice.encoder-slow', { speed: figures.share(one.speed) })
      case 'encoder-drops':
        return words('advice.encoder-drops', { frames: one.frames })
      case 'bitrate-unsteady':
        return words('advice.bitrate-unsteady', { lowest: rate(one.lowestKbps), usual: rate(one.usualKbps) })
      case 'bitrate-low':
      case 'bitrate-high':
        return words(`advice.${one.kind}`, { kbps: rate(one.kbps), wanted: rate(one.wantedKbps) })
      case 'no-sound':
      case 'no-picture':
        return words(`advice.${one.kind}`)
    }
  }
}

function LevelIcon({ level }: { level: Level }) {
  const Icon = ICONS[level]
  return <Icon aria-hidden className={clsx('mt-0.5 size-4.5 shrink-0', TINTS[level])} />
}

type HealthFigureProps = { name: string; level: Level; value: string; note?: string; children?: React.ReactNode }

function HealthFigure({ name, level, value, note, children }: HealthFigureProps) {
  const words = useTranslations('studio')
  return (
    <div className="min-w-0">
      <dt className="text-sm text-ink-soft">{name}</dt>
      <dd>
        <span className="flex items-center gap-1.5 text-lg font-semibold tabular-nums">
          <span dir="auto">{value}</span>
          {level !== 'good' && value !== '–' && <LevelIcon level={level} />}
          <span className="sr-only">{words(`health.levels.${level}`)}</span>
        </span>
        {note && <span className="block text-sm text-ink-soft">{note}</span>}
        {children}
      </dd>
    </div>
  )
}

type LineProps = {
  name: string
  values: readonly { atMs: number; value: number | null }[]
  write: (value: number) => string
}

function Line({ name, values, write }: LineProps) {
  const words = useTranslations('studio')
  const known = values.flatMap(({ value }) => (value === null ? [] : [value]))
  const label = words('health.sparkline', {
    ...{ name, least: write(Math.min(...known)), most: write(Math.max(...known)) },
    now: write(known.at(-1) ?? 0),
  })
  return <Sparkline values={values} label={label} />
}
