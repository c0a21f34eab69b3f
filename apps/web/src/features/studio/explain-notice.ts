/** A notice, as sentences for the streamer: what happened, and what it means or what helps. */

import type { BroadcastNotice } from '@shoal/protocol/broadcast-notice'

type Words = { title: string; text: string; tone: 'info' | 'warn' }

const PAUSES: Record<string, string> = {
  'disk-low': 'The server’s disk is nearly full. Delete old recordings.',
  quota: 'All the space for recordings is used. Delete old ones.',
  'disk-full': 'The server’s disk is full. Delete old recordings.',
  'read-only': 'The server’s disk takes no writes.',
  'not-permitted': 'The server may not write to its data folder.',
  'too-many-files': 'The server has too many files open.',
  'disk-error': 'The server’s disk answers with errors.',
  'too-slow': 'The server’s disk is too slow.',
}

const RESTARTS: Record<string, string> = {
  crashed: 'It had crashed.',
  'stopped-process': 'Something had stopped it.',
  silent: 'It had made nothing for some seconds.',
  broken: 'What it made could not be used.',
  'too-slow': 'It had fallen behind.',
  'clock-jump': 'The clock of your encoder had jumped.',
}

/** A detail that is a name, such as `720p`, goes into a sentence; any other is ingest's own words, shown as one. */
const NAME = /^[\w.+-]{1,24}$/

export function explainNotice({ kind, detail }: Pick<BroadcastNotice, 'kind' | 'detail'>): Words {
  const name = NAME.test(detail) ? detail : null
  const inWords = name === null && detail !== '' ? [sentence(detail)] : []
  switch (kind) {
    case 'rung-shed':
      return {
        title: `Your server could not keep up, so ${name ? `the ${name} rung` : 'a rung'} was dropped`,
        text: join([...inWords, 'Viewers go on with the others. The next broadcast tries again.']),
        tone: 'warn',
      }
    case 'encoder-fallback':
      return {
        title: `${name ? `The encoder ${name}` : 'The encoder that you asked for'} does not work here`,
        text: join([...inWords, 'The broadcast is encoded in software, which costs more of the processor.']),
        tone: 'warn',
      }
    case 'ladder-reduced':
      return {
        title: 'There are fewer qualities than your source allows',
        text: join([...(name ? [`Left out: ${name}.`] : inWords), 'The server cannot encode more at the moment.']),
        tone: 'info',
      }
    case 'recording-paused':
      return {
        title: 'The recording pauses',
        text: join([...known(PAUSES, name, inWords), 'The broadcast goes on, and the recording once that is mended.']),
        tone: 'warn',
      }
    case 'key-frames-far':
      return {
        title: 'Your key frames are too far apart',
        text: join([
          ...inWords,
          `So the server encodes your source again. Set the keyframe interval in OBS to ${name ? `${name} s` : '2 s'} or less.`,
        ]),
        tone: 'warn',
      }
    case 'encoder-restarted':
      return {
        title: 'The encoder was started again',
        text: join([...known(RESTARTS, name, inWords), 'Viewers may have seen a short gap.']),
        tone: 'info',
      }
    case 'p2p-paused':
      return {
        title: 'Viewers get everything from your server for now',
        text: 'Those who helped to carry the broadcast waited for the picture more than those who did not. It is tried again later by itself.',
        tone: 'warn',
      }
  }
}

/** A name that this version does not know is shown as it is. */
function known(words: Record<string, string>, name: string | null, otherwise: string[]): string[] {
  if (name === null) return otherwise
  return [words[name] ?? sentence(name.replaceAll('-', ' '))]
}

function sentence(text: string): string {
  const trimmed = text.trim().replace(/\.$/, '')
  return `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}.`
}

function join(sentences: string[]): string {
  return sentences.join(' ')
}
