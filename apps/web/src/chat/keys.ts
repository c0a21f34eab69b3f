/** What the chat derives from the server's secret: names of authors, of addresses, and the overlay's key. */

import { createHmac, timingSafeEqual } from 'node:crypto'

export type ChatKeys = ReturnType<typeof createChatKeys>

export function createChatKeys(secret: string) {
  const derive = (...parts: string[]) =>
    createHmac('sha256', secret)
      .update(JSON.stringify(['chat', ...parts]))
      .digest('base64url')
  return {
    /** The same for one author in one channel; nobody learns an account or a guest from it. */
    author: (channelId: string, authorId: string) => derive('author', channelId, authorId).slice(0, 12),
    address: (address: string) => derive('address', address).slice(0, 22),
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
