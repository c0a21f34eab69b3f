/** The last minutes of one figure as a small line. What it shows is said in words beside it. */

type SparklineProps = { values: readonly { atMs: number; value: number | null }[]; spanMs: number; label: string }

const WIDTH = 120
const HEIGHT = 28

export function Sparkline({ values, spanMs, label }: SparklineProps) {
  const known = values.flatMap(({ atMs, value }) => (value === null ? [] : [{ atMs, value }]))
  const last = known.at(-1)
  if (!last || known.length < 2) return <div className="h-7" />
  const most = Math.max(...known.map(({ value }) => value))
  const least = Math.min(...known.map(({ value }) => value))
  // a figure that hardly moves is a flat line in the middle, not a mountain range
  const room = Math.max(most - least, most * 0.2, Number.EPSILON)
  const middle = (most + least) / 2
  const path = known
    .map(({ atMs, value }, index) => {
      const x = WIDTH - ((last.atMs - atMs) / spanMs) * WIDTH
      const y = HEIGHT / 2 - ((value - middle) / room) * (HEIGHT - 4)
      return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`
    })
    .join('')
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="h-7 w-full text-sea rtl:-scale-x-100"
    >
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
    </svg>
  )
}
