/** What may stand in a chat: text that cannot hide, turn its neighbours round or pile up over them. */

/** Controls, private use, halves of characters, and format characters that hide or turn text; joiners (U+200C, U+200D) stay. */
const UNWANTED =
  /[\p{Cc}\p{Co}\p{Cs}\u00AD\u061C\u115F\u1160\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB]/gu
const SPACE = /\s+/gu
/** Marks over one letter: Vietnamese and Arabic need two or three, a tower of them is not writing. */
const TOWER = /(\p{M}{3})\p{M}+/gu
/** Joiners where nothing is to be joined. */
const LONE_JOINERS = /(?<![\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}])[\u200C\u200D]+|[\u200C\u200D]+$/gu

/** Unicode TR 36; one line, in NFC. */
export function cleanText(text: string): string {
  return text
    .replace(SPACE, ' ')
    .replace(UNWANTED, '')
    .normalize('NFC')
    .replace(TOWER, '$1')
    .replace(LONE_JOINERS, '')
    .replace(SPACE, ' ')
    .trim()
}

export function codePoints(text: string): number {
  return [...text].length
}
