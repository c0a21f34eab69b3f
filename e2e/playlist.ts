/** What any HTTP client sees of a broadcast: its playlists, read line by line (RFC 8216). */

export type Listed = {
  uri: string
  number: number
  seconds: number
  isDiscontinuity: boolean
  dateTimeMs: number
}
export type ReadPlaylist = { text: string; segments: Listed[]; hasEnded: boolean }

export async function readPlaylist(url: string): Promise<ReadPlaylist> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${response.status} for ${url}`)
  const text = await response.text()
  const segments: Listed[] = []
  let next = { seconds: 0, isDiscontinuity: false, dateTimeMs: Number.NaN }
  for (const line of text.split('\n')) {
    if (line === '#EXT-X-DISCONTINUITY') next.isDiscontinuity = true
    if (line.startsWith('#EXTINF:')) next.seconds = Number.parseFloat(line.slice(8))
    if (line.startsWith('#EXT-X-PROGRAM-DATE-TIME:')) next.dateTimeMs = Date.parse(line.slice(25))
    if (line === '' || line.startsWith('#')) continue
    const number = Number(/(\d+)(?:-[\w-]{22}\.m4s|\.gone)$/.exec(line)?.[1])
    segments.push({ uri: line, number, ...next })
    next = { seconds: 0, isDiscontinuity: false, dateTimeMs: Number.NaN }
  }
  return { text, segments, hasEnded: text.includes('#EXT-X-ENDLIST') }
}

/** The media playlists that a multivariant playlist names, absolute, in its order. */
export async function readVariants(url: string): Promise<string[]> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${response.status} for ${url}`)
  const lines = (await response.text()).split('\n')
  return lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => new URL(line, url).href)
}
