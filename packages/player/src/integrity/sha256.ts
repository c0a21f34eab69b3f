/** SHA-256 in every browser: `crypto.subtle` is there in secure contexts only, and a page at http://192.168.… is not one. */

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle
  if (subtle) return new Uint8Array(await subtle.digest('SHA-256', bytes))
  const { ownSha256 } = await import('./own-sha256.ts')
  return ownSha256(bytes)
}
