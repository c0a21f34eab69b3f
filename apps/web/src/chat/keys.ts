/** What the chat derives from the server's secrets: names of authors, of addresses, and the overlay's key. */

import { createHmac, timingSafeEqual } from 'node:crypto'

export type ChatKeys = ReturnType<typeof createChatKeys>

export function createChatKeys(secret: string) {
  const derive = (...parts: string[]) => deriveFrom(secret, ...parts)
  return {
    /** The same for one author in one channel; nobody learns an account or a guest from it. */
    author: (channelId: string, authorId: string) => derive('author', channelId, authorId).slice(0, 12),
    overlay: overlayOf,
    isOverlay(given: string, channelId: string, edition: number): boolean {
      const [one, other] = [Buffer.from(given), Buffer.from(overlayOf(channelId, edition))]
      return one.length === other.length && timingSafeEqual(one, other)
    },
  }

  function overlayOf(channelId: string, edition: number): string {
    return derive('overlay', channelId, String(edition)).slice(0, 32)
  }
}

/**
 * What is kept of an address: bans hold by it for longer than sign-ins, so its secret is one of its own, which stays
 * when that of sign-in is made anew.
 */
export function addressKey(addressSecret: string, network: string): string {
  return deriveFrom(addressSecret, 'address', network).slice(0, 22)
}

function deriveFrom(secret: string, ...parts: string[]): string {
  return createHmac('sha256', secret)
    .update(JSON.stringify(['chat', ...parts]))
    .digest('base64url')
}
