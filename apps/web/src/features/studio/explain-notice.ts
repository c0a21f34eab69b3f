/** A notice of ingest's, as sentences for the streamer: what happened, and what it means or what helps. */

import type { BroadcastNotice } from '@shoal/protocol/broadcast-notice'

type Words = { title: string; text: string; tone: 'info' | 'warn' }

/** Details that are a name, such as `720p`, go into the sentence; all others are ingest's own words, shown after it. */
const NAME = /^[\w.+-]{1,24}$/

export function explainNotice({ kind, detail }: Pick<BroadcastNotice, 'kind' | 'detail'>): Words {
  const name = NAME.test(detail) ? detail : null
  const more = name === null && detail !== '' ? `${sentence(detail)} ` : ''
  switch (kind) {
    case 'rung-shed':
      return {
        title: `Your server could not keep up, so ${name ? `the ${name} rung` : 'a rung'} was dropped`,
        text: `${more}Viewers go on with the others. Fewer rungs, or a faster machine, bring it back at the next broadcast.`,
        tone: 'warn',
      }
    case 'encoder-fallback':
      return {
        title: `${name ? `The encoder ${name}` : 'The encoder that you asked for'} does not work here`,
        text: `${more}The broadcast is encoded in software instead, which costs more of the processor.`,
        tone: 'warn',
      }
    case 'ladder-reduced':
      return {
        title: 'There are fewer rungs than your source allows',
        text: `${name ? `Left out: ${name}. ` : more}This server has no more to spare for encoding.`,
        tone: 'info',
      }
    case 'recording-paused':
      return {
        title:
          name === 'disk-full' || name === 'quota' ? 'The recording pauses: no space is left' : 'The recording pauses',
        text: `${more}The broadcast itself goes on. Delete old recordings, and recording goes on by itself.`,
        tone: 'warn',
      }
    case 'key-frames-far':
      return {
        title: 'Your key frames are too far apart',
        text: `${more}${name ? `They come every ${name.replace(/s$/, '').trim()} s. ` : ''}Set the keyframe interval in OBS to 2 s or less: then the source need not be encoded again.`,
        tone: 'warn',
      }
    case 'encoder-restarted':
      return {
        title: 'The encoder was started again',
        text: `${more}Viewers may have seen a short gap.`,
        tone: 'info',
      }
  }
}

function sentence(text: string): string {
  const trimmed = text.trim().replace(/\.$/, '')
  return `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}.`
}
