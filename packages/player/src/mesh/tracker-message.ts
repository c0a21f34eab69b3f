/** The words of bittorrent's WebSocket trackers, as far as a viewer speaks them. What a tracker says is not trusted. */

/** An id or an info_hash: one character a byte (BEP 3 counts 20 bytes). */
const ID_LENGTH = 20
/** Characters of one SDP; our own come to some 2,000. */
const MAX_SDP_LENGTH = 16_384
/** Addresses that one SDP may name: each is a place that we would send packets to. */
const MAX_CANDIDATES = 32
/** An offer and what stands around it. */
const MAX_HEARD_LENGTH = 2 * MAX_SDP_LENGTH
/** Our own tracker takes 32 KiB a message. */
const MAX_SAID_LENGTH = 30 * 1024

export type Offer = { offerId: string; sdp: string }

export type TrackerWord =
  /** `size` counts everybody in the swarm, oneself included. */
  | { kind: 'swarm'; infoHash: string; size: number; intervalSeconds: number | null }
  | { kind: 'offer'; infoHash: string; peerId: string; offerId: string; sdp: string }
  | { kind: 'answer'; infoHash: string; peerId: string; offerId: string; sdp: string }
  /** Nobody is to be linked to this peer any more. Our own tracker alone says so. */
  | { kind: 'ban'; infoHash: string; peerId: string }
  /** Without an info_hash, it is the last message that it does not like. */
  | { kind: 'failure'; infoHash: string | null }

/** Null for what makes no sense, or is none of our business. */
export function parseTrackerWord(text: unknown): TrackerWord | null {
  if (typeof text !== 'string' || text.length > MAX_HEARD_LENGTH) return null
  const word = parseObject(text)
  if (!word) return null
  const infoHash = isId(word.info_hash) ? word.info_hash : null
  if ('failure reason' in word) return { kind: 'failure', infoHash }
  if (word.action !== 'announce' || infoHash === null) return null
  if ('offer' in word || 'answer' in word) return parseIntroduction(word, infoHash)
  if ('banned' in word) return isId(word.peer_id) ? { kind: 'ban', infoHash, peerId: word.peer_id } : null
  const size = countOf(word.complete) + countOf(word.incomplete)
  const interval = word.interval
  const intervalSeconds = typeof interval === 'number' && Number.isFinite(interval) && interval > 0 ? interval : null
  return { kind: 'swarm', infoHash, size, intervalSeconds }
}

function parseIntroduction(word: Record<string, unknown>, infoHash: string): TrackerWord | null {
  const { peer_id: peerId, offer_id: offerId } = word
  if (!isId(peerId) || !isId(offerId)) return null
  const kind = 'offer' in word ? 'offer' : 'answer'
  const description = word[kind]
  if (!isObject(description) || description.type !== kind || !isDataChannelSdp(description.sdp)) return null
  return { kind, infoHash, peerId, offerId, sdp: description.sdp }
}

/** No sound, no picture, no long list of addresses to knock at: one section, for data channels. */
function isDataChannelSdp(sdp: unknown): sdp is string {
  if (typeof sdp !== 'string' || sdp.length > MAX_SDP_LENGTH) return false
  const lines = sdp.split(/\r?\n/)
  const sections = lines.filter((line) => line.startsWith('m='))
  const candidates = lines.filter((line) => line.startsWith('a=candidate:'))
  return (
    sections.length === 1 && sections[0]?.startsWith('m=application ') === true && candidates.length <= MAX_CANDIDATES
  )
}

export type Membership = { infoHash: string; ownId: string }

/** `offers` must fit: see `offersThatFit`. */
export function buildAnnounce(
  about: Membership & { links: number; event?: 'started' | 'stopped'; offers?: readonly Offer[] },
): string {
  const { infoHash, ownId, links, event, offers = [] } = about
  return JSON.stringify({
    ...{ action: 'announce', info_hash: infoHash, peer_id: ownId, numwant: offers.length },
    ...{ uploaded: 0, downloaded: 0, left: 0, ...(event && { event }) },
    links, // for our own tracker: it asks for fewer announces by it; others do not mind
    ...(event !== 'stopped' && {
      offers: offers.map(({ offerId, sdp }) => ({ offer: { type: 'offer', sdp }, offer_id: offerId })),
    }),
  })
}

export function buildAnswer({ infoHash, ownId, to, answer }: Membership & { to: string; answer: Offer }): string {
  return JSON.stringify({
    ...{ action: 'announce', info_hash: infoHash, peer_id: ownId, to_peer_id: to, offer_id: answer.offerId },
    answer: { type: 'answer', sdp: answer.sdp },
  })
}

/** As many of the first as one message may carry. */
export function offersThatFit(offers: readonly Offer[]): Offer[] {
  let length = 0
  return offers.filter(({ sdp }) => {
    length += JSON.stringify(sdp).length + 100
    return length <= MAX_SAID_LENGTH
  })
}

const ID_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Unlike any other of this viewer's; the tracker ties it to whom it was sent to, so that nobody gains by guessing. */
export function createOfferId(random: () => number): string {
  return Array.from({ length: ID_LENGTH }, () => ID_LETTERS[Math.floor(random() * ID_LETTERS.length)]).join('')
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length === ID_LENGTH
}

function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.floor(value) : 0
}
