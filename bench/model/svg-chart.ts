/** Line charts as SVG, written by hand: side by side panels with shared axes, labels at the ends of lines, two themes. */

export type Axis = {
  label: string
  /** `nines` gives every further nine of a share the same room: 90 %, 99 %, 99.9 %. */
  scale: 'log' | 'nines'
  from: number
  to: number
  ticks: readonly number[]
  format: (value: number) => string
}

export type Line = {
  label: string
  /** 0 is the strongest; the last tone is for what is compared with. */
  tone: number
  points: readonly (readonly [number, number])[]
}

export type Chart = {
  title: string
  about: string
  x: Axis
  y: Axis
  panels: readonly { title: string; lines: readonly Line[] }[]
}

const WIDTH = 860
const PLOT_HEIGHT = 300
const MARGIN = { top: 102, right: 18, bottom: 58, left: 74 }
/** Room right of each panel for the labels of its lines. */
const LABEL_WIDTH = { one: 118, many: 44 }
const PANEL_GAP = 22
const LEAST_LABEL_GAP = 16

/** The colours of apps/web: ink on cool paper, sea for what peers carry, sand for what the origin carries. */
const STYLE = `
  :root { --paper: #f6f9fa; --ink: #1b2833; --soft: #51616d; --line: #d9e1e5;
    --t0: #00575f; --t1: #00818c; --t2: #3fa6b0; --t3: #86bfc6; --t4: #b4722a }
  @media (prefers-color-scheme: dark) {
    :root { --paper: #0c161d; --ink: #e9f0f3; --soft: #a0b0ba; --line: #263743;
      --t0: #8ef0ee; --t1: #4fd0d2; --t2: #2ba6ab; --t3: #2a7a84; --t4: #e5a660 }
  }
  text { font: 13px 'Instrument Sans', system-ui, sans-serif; fill: var(--soft) }
  .title { font-size: 17px; font-weight: 600; fill: var(--ink) }
  .panel { font-weight: 600; fill: var(--ink) }
  .number { font-variant-numeric: tabular-nums }
  .end { font-weight: 600 }
  .grid { stroke: var(--line); stroke-width: 1 }
  .curve { fill: none; stroke-width: 2.25; stroke-linejoin: round; stroke-linecap: round }
  .t4.curve { stroke-dasharray: 6 5 }
${[0, 1, 2, 3, 4].map((tone) => `  .t${tone}.curve { stroke: var(--t${tone}) } .t${tone}.dot, .t${tone}.end { fill: var(--t${tone}) }`).join('\n')}
`

export function drawChart({ title, about, x, y, panels }: Chart): string {
  const labelWidth = panels.length > 1 ? LABEL_WIDTH.many : LABEL_WIDTH.one
  const inner = WIDTH - MARGIN.left - MARGIN.right - (panels.length - 1) * PANEL_GAP
  const plotWidth = inner / panels.length - labelWidth
  const height = MARGIN.top + PLOT_HEIGHT + MARGIN.bottom
  const drawn = panels.map((panel, index) => {
    const left = MARGIN.left + index * (plotWidth + labelWidth + PANEL_GAP)
    return drawPanel({ ...panel, x, y, left, width: plotWidth, hasNumbers: index === 0 })
  })
  const middle = MARGIN.top + PLOT_HEIGHT / 2
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title about">
<title id="title">${escaped(title)}</title>
<style>${STYLE}</style>
<rect width="100%" height="100%" rx="10" fill="var(--paper)"/>
<text class="title" x="24" y="34">${escaped(title)}</text>
<text id="about" x="24" y="56">${escaped(about)}</text>
<text transform="translate(22 ${middle}) rotate(-90)" text-anchor="middle">${escaped(y.label)}</text>
${drawn.join('\n')}
</svg>
`
}

type Panel = {
  title: string
  lines: readonly Line[]
  x: Axis
  y: Axis
  left: number
  width: number
  hasNumbers: boolean
}

function drawPanel({ title, lines, x, y, left, width, hasNumbers }: Panel): string {
  const toX = (value: number) => round(left + width * place(x, value))
  const toY = (value: number) => round(MARGIN.top + PLOT_HEIGHT * (1 - place(y, value)))
  const bottom = MARGIN.top + PLOT_HEIGHT
  const parts = [`<text class="panel" x="${left}" y="${MARGIN.top - 10}">${escaped(title)}</text>`]
  for (const tick of y.ticks) {
    parts.push(`<line class="grid" x1="${left}" x2="${round(left + width)}" y1="${toY(tick)}" y2="${toY(tick)}"/>`)
    if (hasNumbers) parts.push(numberAt(left - 8, toY(tick) + 4, 'end', y.format(tick)))
  }
  for (const tick of x.ticks) {
    parts.push(`<line class="grid" x1="${toX(tick)}" x2="${toX(tick)}" y1="${bottom}" y2="${bottom + 5}"/>`)
    parts.push(numberAt(toX(tick), bottom + 21, 'middle', x.format(tick)))
  }
  parts.push(`<text x="${round(left + width / 2)}" y="${bottom + 44}" text-anchor="middle">${escaped(x.label)}</text>`)
  for (const { tone, points } of lines) {
    const path = points.map(([px, py], i) => `${i === 0 ? 'M' : 'L'}${toX(px)} ${toY(py)}`).join('')
    parts.push(`<path class="t${tone} curve" d="${path}"/>`)
  }
  const ends = lines.map(({ label, tone, points }) => ({ label, tone, at: toY(points.at(-1)?.[1] ?? 0) }))
  for (const { label, tone, at } of spread(ends)) {
    parts.push(
      `<text class="t${tone} end" x="${round(left + width + 8)}" y="${round(at + 4)}">${escaped(label)}</text>`,
    )
  }
  return parts.join('\n')
}

function place({ scale, from, to }: Axis, value: number): number {
  if (scale === 'nines') return Math.log(1 - Math.min(to, Math.max(from, value))) / Math.log(1 - to)
  return Math.log(Math.max(from, value) / from) / Math.log(to / from)
}

/** Labels that would lie on each other are pushed apart, in the order of their lines. */
function spread<End extends { at: number }>(ends: readonly End[]): End[] {
  const sorted = ends.toSorted((a, b) => a.at - b.at).map((end) => ({ ...end }))
  for (let pass = 0; pass < 50; pass++) {
    for (let i = 1; i < sorted.length; i++) {
      const [above, below] = [sorted[i - 1], sorted[i]]
      if (!above || !below || below.at - above.at >= LEAST_LABEL_GAP) continue
      const push = (LEAST_LABEL_GAP - (below.at - above.at)) / 2
      above.at -= push
      below.at += push
    }
  }
  return sorted
}

function numberAt(x: number, y: number, anchor: string, text: string): string {
  return `<text class="number" x="${x}" y="${y}" text-anchor="${anchor}">${escaped(text)}</text>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
