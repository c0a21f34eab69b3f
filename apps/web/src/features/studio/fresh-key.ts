/** A stream key that was just made, on its way from the form that made it to the studio. Only ever in memory. */

const keys = new Map<string, string>()

export function keepFreshKey(slug: string, key: string): void {
  keys.set(slug, key)
}

export function freshKey(slug: string): string | null {
  return keys.get(slug) ?? null
}

export function forgetFreshKey(slug: string): void {
  keys.delete(slug)
}
