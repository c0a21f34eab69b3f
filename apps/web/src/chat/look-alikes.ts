/** Which letters look like others: for blocked words, and for names that are made to be taken for somebody else's. */

/** Letters of other alphabets that look like Latin ones (after Unicode TR 39), small as `toLowerCase` makes them. */
const LOOK_ALIKES: Record<string, string> = {
  // Cyrillic
  ...{ а: 'a', в: 'b', е: 'e', к: 'k', м: 'm', н: 'h', о: 'o', р: 'p', с: 'c', т: 't', у: 'y', х: 'x' },
  ...{ і: 'i', ј: 'j', ѕ: 's', ԁ: 'd', ӏ: 'l', ԛ: 'q', ԝ: 'w', ѵ: 'v', һ: 'h', ь: 'b', ү: 'y', ԍ: 'g' },
  // Greek
  ...{ α: 'a', β: 'b', ε: 'e', η: 'n', ι: 'i', κ: 'k', ν: 'v', ο: 'o', ρ: 'p', τ: 't', υ: 'u', χ: 'x', ω: 'w' },
  ...{ σ: 'o', γ: 'y', μ: 'm', ζ: 'z', ϲ: 'c', ϳ: 'j' },
  // Armenian
  ...{ օ: 'o', ո: 'n', ս: 'u', հ: 'h', յ: 'j', զ: 'q', ց: 'g', ա: 'w' },
  // Cherokee
  ...{ ꭺ: 'a', ꮟ: 'b', ꮯ: 'c', ꭰ: 'd', ꭼ: 'e', ꮐ: 'g', ꮋ: 'h', ꭻ: 'j', ꮶ: 'k', ꮮ: 'l', ꮇ: 'm', ꮲ: 'p' },
  ...{ ꭱ: 'r', ꮪ: 's', ꭲ: 't', ꮩ: 'v', ꮃ: 'w', ꭹ: 'y', ꮓ: 'z', ꭵ: 'i', ᏼ: 'b', ᏻ: 'g' },
  // Latin ones that stand for plainer ones
  ...{ ı: 'i', ł: 'l', ø: 'o', đ: 'd', ħ: 'h', ß: 'ss', æ: 'ae', œ: 'oe', ð: 'd', þ: 'th' },
  ...{ ɑ: 'a', ɡ: 'g', ɩ: 'i', ɪ: 'i', ȷ: 'j', ʋ: 'v', ɯ: 'w', ƿ: 'p' },
  ...{ ᴀ: 'a', ʙ: 'b', ᴄ: 'c', ᴅ: 'd', ᴇ: 'e', ꜰ: 'f', ɢ: 'g', ʜ: 'h', ᴊ: 'j', ᴋ: 'k', ʟ: 'l', ᴍ: 'm', ɴ: 'n' },
  ...{ ᴏ: 'o', ᴘ: 'p', ʀ: 'r', ꜱ: 's', ᴛ: 't', ᴜ: 'u', ᴠ: 'v', ᴡ: 'w', ʏ: 'y', ᴢ: 'z' },
  // letters by name only, which look like marks
  ...{ ʼ: '’', ʻ: '’', ʽ: '’', ˈ: '’', ˊ: '’', ˋ: '’', ː: ':', ˑ: ':' },
}
/** Where the alphabet starts in squares, in dark circles and in dark squares, none of which NFKD takes apart in full. */
const ENCLOSED = [0x1f130, 0x1f150, 0x1f170]
/** The letters that flags are written with. */
const FLAG_LETTERS = 0x1f1e6

const LATIN_OF = new Map([...Object.entries(LOOK_ALIKES), ...ENCLOSED.flatMap(alphabetFrom)])
const LETTER_OF_FLAG = new Map(alphabetFrom(FLAG_LETTERS))

function alphabetFrom(start: number): [string, string][] {
  return [...'abcdefghijklmnopqrstuvwxyz'].map((letter, index) => [String.fromCodePoint(start + index), letter])
}

/** Case, accents, width and alphabet folded; what nobody sees is gone. */
export function foldLetters(text: string): string {
  const bare = text.normalize('NFKD').replace(/\p{M}|\u0640|\p{Cf}/gu, '')
  const small = bare.toLowerCase()
  return [...small].map((letter) => LATIN_OF.get(letter) ?? letter).join('')
}

/** Flags read as what they are written with, for who spells with them; in most texts a flag is a picture. */
export function spellFlags(text: string): string {
  return text.replace(/\p{Regional_Indicator}/gu, (sign) => LETTER_OF_FLAG.get(sign) ?? sign)
}

/** Two names with the same skeleton can be taken for each other. Empty for a name without letters and digits. */
export function nameSkeleton(name: string): string {
  return foldLetters(name.replaceAll('|', 'l'))
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replaceAll(/[i1]/gu, 'l')
    .replaceAll('0', 'o')
}
