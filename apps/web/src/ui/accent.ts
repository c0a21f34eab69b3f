/** The operator's colour, made fit to be read in both themes (WCAG 2.2, 1.4.3: 4.5 to 1). */

const LEAST_CONTRAST = 4.5
const WHITE = [255, 255, 255] as const
const INK = [10, 22, 32] as const
/** The surfaces that the colour is written on. */
const LIGHT_SURFACE = [246, 249, 250] as const
const DARK_SURFACE = [24, 34, 44] as const
const STEP = 0.04

type Rgb = readonly [number, number, number]

export type Accent = {
  /** On light and on dark surfaces. */
  light: string
  dark: string
  /** Text upon the two. */
  lightInk: string
  darkInk: string
}

/** @param hex `#rrggbb`. The colour itself where it can be read, else the nearest darker or lighter one. */
export function readableAccent(hex: string): Accent {
  const wanted = parse(hex)
  const light = towards(wanted, [0, 0, 0], LIGHT_SURFACE)
  const dark = towards(wanted, WHITE, DARK_SURFACE)
  return { light: format(light), dark: format(dark), lightInk: inkOn(light), darkInk: inkOn(dark) }
}

/** From 1 to 21 (WCAG 2.2, contrast ratio). */
export function contrast(one: Rgb, other: Rgb): number {
  const [darker, lighter] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return ((lighter ?? 0) + 0.05) / ((darker ?? 0) + 0.05)
}

function towards(from: Rgb, end: Rgb, surface: Rgb): Rgb {
  for (let share = 0; share < 1; share += STEP) {
    const mixed = mix(from, end, share)
    if (contrast(mixed, surface) >= LEAST_CONTRAST) return mixed
  }
  return end
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const at = (index: 0 | 1 | 2) => Math.round(from[index] + (to[index] - from[index]) * share)
  return [at(0), at(1), at(2)]
}

function inkOn(colour: Rgb): string {
  return format(contrast(WHITE, colour) >= contrast(INK, colour) ? WHITE : INK)
}

function luminance([red, green, blue]: Rgb): number {
  const linear = (value: number) => {
    const share = value / 255
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

export function parse(hex: string): Rgb {
  const at = (start: number) => Number.parseInt(hex.slice(start, start + 2), 16)
  return [at(1), at(3), at(5)]
}

function format(colour: Rgb): string {
  return `#${colour.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}
