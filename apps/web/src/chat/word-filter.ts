/** Finds blocked words however they are dressed up: case, accents, look-alikes, letters repeated or set apart. */

import { foldLetters, spellFlags } from './look-alikes.ts'

const STAND_INS: Record<string, string> = {
  ...{ 0: 'o', 3: 'e', 4: 'a', 5: 's', 7: 't', 8: 'b', 9: 'g' },
  ...{ '@': 'a', $: 's', '€': 'e', '+': 't', '(': 'c' },
}
/** These stand for `i` as well as for `l`: both are tried. */
const EITHER = /[1!|]/g
/** Written without spaces between words: a blocked word there is looked for anywhere. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u
/** What a word is made of before its look-alikes are read. */
const SIGN = String.raw`[\p{L}\p{N}@$€+(!|*]`
const WORD_PARTS = new RegExp(`${SIGN}+`, 'gu')
/** Inside a word; but in “who’re” and “he’ll” the mark belongs there, and without it they are other words. */
const CONTRACTION = String.raw`['’](?:d|ll|m|re|s|t|ve)(?!\p{L})`
const MARKS_INSIDE = new RegExp(String.raw`(?<=${SIGN})(?!${CONTRACTION})(?:(?!${SIGN})\S)+(?=${SIGN})`, 'gu')

export type WordFilter = (text: string) => boolean

/** Whether a text has one of the words. Made once for a list, asked for every message. */
export function createWordFilter(words: readonly string[]): WordFilter {
  const anywhere: string[] = []
  const phrases: Phrase[] = []
  for (const word of words) {
    if (UNSPACED.test(word)) anywhere.push(foldLetters(word).replaceAll('*', ''))
    else phrases.push(...phrasesOf(word))
  }
  const isNeeded = anywhere.length + phrases.length > 0
  return (text) => {
    if (!isNeeded) return false
    return formsOf(text).some((form) => {
      if (anywhere.some((word) => word !== '' && form.includes(word))) return true
      const parts = partsOf(form)
      const [tokens, runs] = [parts.map(readings), runsOf(parts)]
      return phrases.some((phrase) => occurs(phrase, tokens) || isSpelled(phrase, runs))
    })
  }
}

/** What a text may be meant to say: its flags as pictures or as letters, its words with the marks inside them or without. */
function formsOf(text: string): string[] {
  const folded = [text, spellFlags(text)].map(foldLetters)
  return [...new Set([...folded, ...folded.map((one) => one.replace(MARKS_INSIDE, ''))])]
}

type Phrase = { words: string[]; opensWide: boolean; closesWide: boolean }

function phrasesOf(written: string): Phrase[] {
  const opensWide = written.startsWith('*')
  const closesWide = written.endsWith('*')
  const words = (foldLetters(written.replaceAll('*', ' ')).match(WORD_PARTS) ?? []).map(spellingOf)
  return words.length > 0 ? [{ words, opensWide, closesWide }] : []
}

function partsOf(folded: string): string[] {
  return (folded.match(WORD_PARTS) ?? []).map((part) => part.replaceAll('*', ''))
}

/** The readings of each run of three or more single letters. */
function runsOf(parts: readonly string[]): string[][] {
  const runs: string[][] = []
  let run = ''
  for (const part of [...parts, '  ']) {
    if ([...part].length === 1) run += part
    else {
      if ([...run].length > 2) runs.push(readings(run))
      run = ''
    }
  }
  return runs
}

/** Anywhere in a run, whose letters do not say where a word begins; but numbers in a row are mostly just numbers. */
function isSpelled({ words }: Phrase, runs: readonly string[][]): boolean {
  const spelled = words.join('')
  const isWord = /\p{L}/u.test(spelled)
  return runs.some((run) => run.some((reading) => (isWord ? reading.includes(spelled) : reading === spelled)))
}

function occurs({ words, opensWide, closesWide }: Phrase, tokens: readonly string[][]): boolean {
  return tokens.some((_, start) =>
    words.every((word, index) => {
      const isFirst = index === 0 && opensWide
      const isLast = index === words.length - 1 && closesWide
      return (tokens[start + index] ?? []).some((reading) => {
        if (isFirst && isLast) return reading.includes(word)
        if (isFirst) return reading.endsWith(word)
        return isLast ? reading.startsWith(word) : reading === word
      })
    }),
  )
}

/** How a blocked word is looked for: signs in it stand for letters too, for without them `a$$` would be every “a”. */
function spellingOf(word: string): string {
  const bare = readings(word)[0] ?? word
  const lettered = letteredOf(word).replace(EITHER, 'i')
  return /\p{L}/u.test(word) && lettered.length > bare.length ? lettered : bare
}

function letteredOf(word: string): string {
  const trimmed = word.replace(/[!|+(]+$/u, '')
  return [...trimmed].map((sign) => STAND_INS[sign] ?? sign).join('')
}

/** What a word may be meant to say: digits read as letters, and letters that are drawn out, once or twice. */
function readings(word: string): string[] {
  if (!/\p{L}/u.test(word)) return [word.replace(/\P{N}/gu, '')]
  const lettered = letteredOf(word)
  const read = [word.replace(/[^\p{L}\p{N}]/gu, ''), lettered.replace(EITHER, 'i'), lettered.replace(EITHER, 'l')]
  const drawn = read.flatMap((one) => [one.replace(/(.)\1{2,}/gu, '$1'), one.replace(/(.)\1{2,}/gu, '$1$1')])
  return [...new Set([...read, ...drawn])]
}
