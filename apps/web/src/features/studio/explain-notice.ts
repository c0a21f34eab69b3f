/** A notice, as sentences for the streamer: what happened, and what it means or what helps. */

import type { BroadcastNotice } from '@shoal/protocol/broadcast-notice'
import type { useTranslations } from 'use-intl/react'

type Sentences = { title: string; text: string; tone: 'info' | 'warn' }
type Words = ReturnType<typeof useTranslations<'studio'>>

const PAUSES = [
  ...(['disk-low', 'quota', 'disk-full', 'read-only', 'not-permitted'] as const),
  ...(['too-many-files', 'disk-error', 'too-slow'] as const),
]
const RESTARTS = ['crashed', 'stopped-process', 'silent', 'broken', 'too-slow', 'clock-jump'] as const

/** A detail that is a name, such as `720p`, goes into a sentence; any other is ingest's own words, shown as one. */
const NAME = /^[\w.+-]{1,24}$/
const DEFAULT_KEY_FRAME_SECONDS = '2'

/** `date` writes a time, given in Unix milliseconds. */
export function explainNotice(
  words: Words,
  { kind, detail }: Pick<BroadcastNotice, 'kind' | 'detail'>,
  date: (atMs: number) => string,
): Sentences {
  const name = NAME.test(detail) ? detail : null
  const inWords = name === null && detail !== '' ? [sentence(detail)] : []
  switch (kind) {
    case 'rung-shed':
    case 'encoder-fallback':
      return {
        title: name ? words(`notices.${kind}.title`, { name }) : words(`notices.${kind}.titleUnnamed`),
        text: join([...inWords, words(`notices.${kind}.text`)]),
        tone: 'warn',
      }
    case 'ladder-reduced': {
      const leftOut = name ? [words('notices.ladder-reduced.leftOut', { name })] : inWords
      return {
        title: words('notices.ladder-reduced.title'),
        text: join([...leftOut, words('notices.ladder-reduced.text')]),
        tone: 'info',
      }
    }
    case 'recording-paused': {
      const known = PAUSES.find((one) => one === name)
      const why = known ? [words(`notices.recording-paused.why.${known}`)] : unknown(name, inWords)
      return {
        title: words('notices.recording-paused.title'),
        text: join([...why, words('notices.recording-paused.text')]),
        tone: 'warn',
      }
    }
    case 'key-frames-far': {
      const seconds = name ?? DEFAULT_KEY_FRAME_SECONDS
      return {
        title: words('notices.key-frames-far.title'),
        text: join([...inWords, words('notices.key-frames-far.text', { seconds })]),
        tone: 'warn',
      }
    }
    case 'encoder-restarted': {
      const known = RESTARTS.find((one) => one === name)
      const why = known ? [words(`notices.encoder-restarted.why.${known}`)] : unknown(name, inWords)
      return {
        title: words('notices.encoder-restarted.title'),
        text: join([...why, words('notices.encoder-restarted.text')]),
        tone: 'info',
      }
    }
    case 'key-ends': {
      const when = /^\d{1,15}$/.test(detail)
        ? [words('notices.key-ends.when', { when: date(Number(detail)) })]
        : inWords
      return {
        title: words('notices.key-ends.title'),
        text: join([...when, words('notices.key-ends.text')]),
        tone: 'warn',
      }
    }
    case 'p2p-paused':
      return { title: words('notices.p2p-paused.title'), text: words('notices.p2p-paused.text'), tone: 'warn' }
  }
}

/** A name that this version does not know is shown as it is. */
function unknown(name: string | null, otherwise: string[]): string[] {
  return name === null ? otherwise : [sentence(name.replaceAll('-', ' '))]
}

function sentence(text: string): string {
  const trimmed = text.trim().replace(/\.$/, '')
  return `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}.`
}

function join(sentences: string[]): string {
  return sentences.join(' ')
}
