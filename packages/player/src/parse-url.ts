/** `URL.parse`, which is younger than some of the browsers that play. */

export function parseUrl(text: string, base?: string): URL | null {
  return URL.canParse(text, base) ? new URL(text, base) : null
}
