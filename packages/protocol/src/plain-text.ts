/** Text that people write: kept as text, without what no reader can see. */

import { z } from 'zod'

/**
 * Control characters (a NUL is refused by PostgreSQL), halves of characters (so are they in JSON), and those that turn the
 * direction of the text after them.
 */
const UNSEEN = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu
const UNSEEN_IN_LINES = /[^\P{Cc}\n]|[\p{Cs}\u202a-\u202e\u2066-\u2069]/gu
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u

/** Whether there is something that a person can see. */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text)
}

/** Empty where nothing of it can be seen. */
export function cleanLine(text: string): string {
  return isVisible(text) ? text.replace(UNSEEN, ' ').replace(/\s+/g, ' ').trim() : ''
}

/** One line of at most `most` characters. */
export function lineSchema(most: number) {
  return z.string().overwrite(cleanLine).max(most)
}

/** Lines of at most `most` characters together; no more than one of them empty at a time. */
export function linesSchema(most: number) {
  return z
    .string()
    .overwrite((text) =>
      text
        .replace(/\r\n?/g, '\n')
        .replace(UNSEEN_IN_LINES, '')
        .replace(/\n{3,}/g, '\n\n')
        .trim(),
    )
    .max(most)
}
