/** What the chat derives from the server's secrets: names of authors, of addresses, and the overlay's key. */

import { createHmac, timingSafeEqual } from 'node:crypto'

export type ChatKeys = ReturnType<typeof createChatKeys>

/** From the chat's own secret, which stays when that of sign-ins is made anew: lines that are out keep their authors, bans hold. */
export function createChatKeys(chatSecret: string) {
  return {
    /** The same for one author in one channel; nobody learns an account or a guest from it. */
    author: (channelId: string, authorId: string) => derive(chatSecret, 'author', channelId, authorId).slice(0, 12),
    /** What is kept of an address. */
    address: (network: string) => derive(chatSecret, 'address', network).slice(0, 22),
  }
}

/** From the secret of sign-ins: when that is made anew, what opens a chat that is not public opens nothing any more. */
export function overlayKey(secret: string, channelId: string, edition: number): string {
  return derive(secret, 'overlay', channelId, String(edition)).slice(0, 32)
}

export function isOverlayKey(given: string, valid: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(valid)]
  return one.length === other.length && timingSafeEqual(one, other)
}

function derive(secret: string, ...parts: string[]): string {
  return createHmac('sha256', secret)
    .update(JSON.stringify(['chat', ...parts]))
    .digest('base64url')
}
