import { randomBytes } from 'node:crypto'

const LENGTH = 20
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'

export function newBroadcastId(): string {
  return Array.from(randomBytes(LENGTH), (byte) => LETTERS[byte % LETTERS.length]).join('')
}
