/** A colour for a name: the same for one author, readable (at least 4.5 to 1) on every surface of both themes. */

const HUES = [25, 55, 100, 145, 190, 230, 275, 320]

export function nameColour(key: string): string {
  let sum = 0
  for (const letter of key) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0
  const hue = HUES[sum % HUES.length] ?? 0
  return `light-dark(oklch(0.46 0.11 ${hue}), oklch(0.82 0.09 ${hue}))`
}
