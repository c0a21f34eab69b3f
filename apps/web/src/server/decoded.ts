/** Of a path or a part of one, percent-decoded; null for what is no text, such as a lone `%` (RFC 3986, section 2.1). */
export function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path)
  } catch {
    return null
  }
}
