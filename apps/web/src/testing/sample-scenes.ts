/** Drawn pictures of a harbour, so that pages with a broadcast on them look as they will: posters, and what moves. */

import sharp from 'sharp'

const SIZE = { width: 1280, height: 720 }
const HORIZON = 400

type Look = {
  /** From the top to the horizon, and from there to the bottom. */
  sky: readonly string[]
  sea: readonly string[]
  /** Of the sun or the moon, and of what it throws onto the water. */
  light: string
  at: { x: number; y: number; radius: number }
  /** Of what stands before the light. */
  shade: string
  haze: number
}

const LOOKS = {
  tide: {
    sky: ['#22335c', '#7a5a86', '#e58d6f', '#f7c98b'],
    sea: ['#c98a74', '#4d5a80', '#1b2c4a'],
    ...{ light: '#ffe9bd', at: { x: 820, y: 352, radius: 46 }, shade: '#16213a', haze: 0.12 },
  },
  fog: {
    sky: ['#8fa3ad', '#b4c2c7', '#d3dbdc'],
    sea: ['#b9c6ca', '#8b9ea7', '#637985'],
    ...{ light: '#f2f4f0', at: { x: 420, y: 210, radius: 60 }, shade: '#4d626e', haze: 0.55 },
  },
  noon: {
    sky: ['#3f86b8', '#8fc1da', '#dceef2'],
    sea: ['#5fa6b5', '#2d7c93', '#155266'],
    ...{ light: '#ffffff', at: { x: 980, y: 150, radius: 52 }, shade: '#0e3b4c', haze: 0.1 },
  },
} satisfies Record<string, Look>
export type Scene = keyof typeof LOOKS

export function drawScene(scene: Scene): Promise<Buffer> {
  return sharp(Buffer.from(drawing(LOOKS[scene])))
    .jpeg({ quality: 88 })
    .toBuffer()
}

function drawing({ sky, sea, light, at, shade, haze }: Look): string {
  const { width, height } = SIZE
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
    <defs>${gradient('sky', sky)}${gradient('sea', sea)}
      <radialGradient id="glow"><stop offset="0" stop-color="${light}" stop-opacity="0.85"/>
        <stop offset="1" stop-color="${light}" stop-opacity="0"/></radialGradient>
      <linearGradient id="haze" x2="0" y2="1"><stop offset="0" stop-color="${sky.at(-1)}" stop-opacity="0"/>
        <stop offset="0.5" stop-color="${sky.at(-1)}"/><stop offset="1" stop-color="${sky.at(-1)}" stop-opacity="0"/>
      </linearGradient>
    </defs>
    <rect width="${width}" height="${HORIZON}" fill="url(#sky)"/>
    <circle cx="${at.x}" cy="${at.y}" r="${at.radius * 7}" fill="url(#glow)" opacity="0.75"/>
    <circle cx="${at.x}" cy="${at.y}" r="${at.radius}" fill="${light}"/>
    ${hills(shade)}
    <rect y="${HORIZON}" width="${width}" height="${height - HORIZON}" fill="url(#sea)"/>
    ${glints(at.x, light)}
    ${boat({ x: 470, y: 426, scale: 0.42, shade })}${boat({ x: 600, y: 462, scale: 0.85, shade })}
    ${boat({ x: 1010, y: 505, scale: 1.5, shade })}
    ${pier(shade, light)}
    <rect y="${HORIZON - 170}" width="${width}" height="340" fill="url(#haze)" opacity="${haze}"/>
  </svg>`
}

function gradient(id: string, colours: readonly string[]): string {
  const stops = colours.map(
    (colour, index) => `<stop offset="${index / (colours.length - 1)}" stop-color="${colour}"/>`,
  )
  return `<linearGradient id="${id}" x2="0" y2="1">${stops.join('')}</linearGradient>`
}

function hills(shade: string): string {
  const ridge = (base: number, swing: number, turn: number) =>
    Array.from({ length: 33 }, (_, index) => {
      const y = base - swing * (0.6 + 0.4 * Math.sin(index / 3 + turn)) * Math.abs(Math.sin(index / 7 + turn))
      return `L${index * 40} ${y.toFixed(1)}`
    }).join('')
  return `<path d="M0 ${HORIZON}${ridge(392, 70, 1.2)}V${HORIZON}Z" fill="${shade}" opacity="0.28"/>
    <path d="M0 ${HORIZON}${ridge(398, 34, 3.4)}V${HORIZON}Z" fill="${shade}" opacity="0.42"/>`
}

/** Wider and stronger towards the eye. */
function glints(x: number, light: string): string {
  return Array.from({ length: 74 }, (_, index) => {
    const depth = (index * 0.618) % 1
    const y = HORIZON + 6 + depth ** 1.4 * 310
    const spread = 26 + depth * 250
    const aside = (((index * 0.7548) % 1) - 0.5) * 2 * spread
    const size = 10 + depth * 54
    return `<ellipse cx="${(x + aside).toFixed(1)}" cy="${y.toFixed(1)}" rx="${size.toFixed(1)}" ry="${(1 + depth * 2.4).toFixed(1)}"
      fill="${light}" opacity="${(0.42 - Math.abs(aside / spread) * 0.34).toFixed(2)}"/>`
  }).join('')
}

type Boat = { x: number; y: number; scale: number; shade: string }

function boat({ x, y, scale, shade }: Boat): string {
  return `<g transform="translate(${x} ${y}) scale(${scale})" fill="${shade}">
    <path d="M-62 0C-40 20 44 20 66-6L58-8H-8V-30H-44V-2Z"/>
    <path d="M-38-44h24v14h-24Z"/><path d="M18-8V-92h4V-8Z"/>
    <path d="M26-86C52-60 60-36 60-16H26Z" opacity="0.86"/><path d="M-30-44V-70h3v26Z"/>
    <rect x="-33" y="-40" width="7" height="6" fill="#ffd98a"/><rect x="-23" y="-40" width="7" height="6" fill="#ffd98a"/>
    <path d="M-60 8C-34 26 40 26 62 6L40 40H-40Z" opacity="0.22"/>
  </g>`
}

function pier(shade: string, light: string): string {
  const posts = [20, 92, 164, 236, 308].map((x) => `<rect x="${x}" y="560" width="13" height="160"/>`)
  return `<g fill="${shade}"><path d="M0 540H372L384 562H0Z"/>${posts.join('')}
    <path d="M270 540L282 360H316L328 540Z"/><rect x="274" y="344" width="50" height="17" rx="3"/>
    <path d="M283 344V318H315V344Z" fill="${light}"/><path d="M278 320L299 296L320 320Z"/></g>
    <circle cx="299" cy="331" r="90" fill="url(#glow)" opacity="0.5"/>`
}
