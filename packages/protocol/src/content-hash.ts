/** The name that a segment's bytes give it: the first 128 bits of their SHA-256, base64url, 22 characters. */

/** `digest` is the whole SHA-256 (32 bytes), from whichever implementation the caller has. */
export function contentHash(digest: Uint8Array): string {
  if (digest.length !== 32) throw new RangeError(`a SHA-256 digest has 32 bytes, not ${digest.length}`)
  const binary = String.fromCharCode(...digest.subarray(0, 16))
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}
