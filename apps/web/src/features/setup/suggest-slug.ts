/** Turns a channel's name into a name for its URL. */

/** Letters lose their accents; whatever else is no letter or digit becomes a hyphen. May be empty. */
export function suggestSlug(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '')
}
