/** Makes cues of the closed captions (CTA-608) that segments carry. Pure. */

import { type CaptionScreen, Cta608Parser } from '@svta/cml-608'
import type { CaptionPairs } from './caption-pairs.ts'

/** Which of the four that a picture can carry: most have one, CC1. */
const CHANNELS = ['CC1', 'CC2', 'CC3', 'CC4'] as const
export type CaptionChannel = (typeof CHANNELS)[number]

export type CaptionCue = {
  channel: CaptionChannel
  startSeconds: number
  endSeconds: number
  text: string
  /** The first of the 15 rows of the screen that it stands in, from 0. */
  row: number
}

/** What one segment says. */
export type CaptionSegment = { endSeconds: number; pairs: readonly CaptionPairs[] }

type Line = Omit<CaptionCue, 'channel'>

/**
 * The cues of `segment`, which comes after those of `before`: what was begun in them appears in it, or is still there. A
 * caption that outlasts its segment is a cue in each one, so that every segment has all of its own.
 */
export function readCaptions(before: readonly CaptionSegment[], segment: CaptionSegment): CaptionCue[] {
  let cues: CaptionCue[] = []
  const outputs = CHANNELS.map((channel) => collectLines((line) => cues.push({ channel, ...line })))
  const [cc1, cc2, cc3, cc4] = outputs
  const parsers = [new Cta608Parser(1, cc1, cc2), new Cta608Parser(3, cc3, cc4)]
  for (const { pairs, endSeconds } of [...before, segment]) {
    cues = []
    for (const { seconds, fields } of pairs) {
      for (const [i, parser] of parsers.entries()) parser.addData(seconds, fields[i] ?? [])
    }
    for (const parser of parsers) parser.cueSplitAtTime(endSeconds)
    for (const output of outputs) output.dispatchCue()
  }
  return cues
}

/** The parser tells of a line at each of its letters: it is one cue, from the first of them on as it is at the last. */
function collectLines(onLine: (line: Line) => void) {
  let line: Line | null = null
  return {
    newCue(startSeconds: number | null, endSeconds: number, screen: CaptionScreen) {
      if (startSeconds === null || endSeconds <= startSeconds) return
      const row = screen.rows.findIndex((one) => one.getTextString() !== '')
      line = { startSeconds: line?.startSeconds ?? startSeconds, endSeconds, text: screen.getDisplayText(), row }
    },
    dispatchCue() {
      if (line?.text) onLine(line)
      line = null
    },
  }
}
