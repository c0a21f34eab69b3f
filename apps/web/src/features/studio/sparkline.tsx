/** The last minutes of one figure as a small line below it. What it shows is said in words beside it. */

import { drawSparkline, SPARKLINE, type SparklineValue } from './draw-sparkline.ts'

export function Sparkline({ values, label }: { values: readonly SparklineValue[]; label: string }) {
  const path = drawSparkline(values)
  if (path === null) return <ToCome />
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${SPARKLINE.width} ${SPARKLINE.height}`}
      preserveAspectRatio="none"
      className="h-7 w-full text-sea rtl:-scale-x-100"
    >
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
    </svg>
  )
}

/** Where the line will be, in the seconds before there is one. */
function ToCome() {
  return (
    <div aria-hidden className="flex h-7 items-center">
      <span className="grow border-t-2 border-dotted border-line-strong motion-safe:animate-pulse" />
    </div>
  )
}
