/** The text tracks of a video element that closed captions are shown on: one for each channel that says something. */

import { type CaptionChannel, type CaptionCue, type CaptionSegment, readCaptions } from './caption-reader.ts'

/** What stands for longer without a word goes by itself. */
const CONTEXT_SECONDS = 20
/** More than half an hour; who goes back further hears it anew. */
const MOST_REMEMBERED = 1000
/** What stands lower is shown at the bottom, where the browser keeps it clear of the controls. */
const UPPER_ROWS = 8

export type NumberedSegment = CaptionSegment & {
  /** Of its playlist. */
  number: number
  /** Discontinuities before it. */
  discontinuity: number
}

type Known = { segment: NumberedSegment; cues: VTTCue[] }

/** The channel that a video's viewer had on: one engine follows another, each with tracks of its own. */
const chosen = new WeakMap<HTMLVideoElement, CaptionChannel>()

export type CaptionTracks = {
  /** In any order, and again: captions are the same in all rungs, or fewer where frames are left out. */
  add(segment: NumberedSegment): void
  remove(): void
}

export function createCaptionTracks(video: HTMLVideoElement): CaptionTracks {
  const tracks = new Map<CaptionChannel, HTMLTrackElement>()
  const known = new Map<string, Known>()
  // without an address a track counts as one that could not be loaded, and is not shown
  const empty = URL.createObjectURL(new Blob(['WEBVTT'], { type: 'text/vtt' }))

  const neighbour = ({ number, discontinuity }: NumberedSegment, by: number) =>
    known.get(`${discontinuity}/${number + by}`)

  function contextOf(segment: NumberedSegment): CaptionSegment[] {
    const context: CaptionSegment[] = []
    for (let by = -1; ; by -= 1) {
      const before = neighbour(segment, by)?.segment
      if (!before || segment.endSeconds - before.endSeconds > CONTEXT_SECONDS) return context
      context.unshift(before)
    }
  }

  function show(one: Known): void {
    for (const cue of one.cues) cue.track?.removeCue(cue)
    one.cues = readCaptions(contextOf(one.segment), one.segment).map((read) => {
      const cue = cueOf(read)
      const { track } = tracks.get(read.channel) ?? addTrack(read.channel)
      track.addCue(cue)
      return cue
    })
  }

  function addTrack(channel: CaptionChannel): HTMLTrackElement {
    const element = document.createElement('track')
    Object.assign(element, { kind: 'captions', label: channel, src: empty })
    // the browser empties a track that it has loaded
    element.addEventListener('load', () => {
      for (const one of known.values()) show(one)
    })
    tracks.set(channel, element)
    video.append(element)
    element.track.mode = chosen.get(video) === channel ? 'showing' : 'hidden'
    return element
  }

  return {
    add(segment) {
      const same = neighbour(segment, 0)
      if (same && same.segment.pairs.length >= segment.pairs.length) return
      if (same) same.segment = segment
      else known.set(`${segment.discontinuity}/${segment.number}`, { segment, cues: [] })
      for (let by = 0; ; by += 1) {
        const one = neighbour(segment, by) // those after it were read without it
        if (!one || one.segment.endSeconds - segment.endSeconds > CONTEXT_SECONDS) break
        show(one)
      }
      for (const [oldest, { cues }] of known) {
        if (known.size <= MOST_REMEMBERED) break
        for (const cue of cues) cue.track?.removeCue(cue)
        known.delete(oldest)
      }
    },
    remove() {
      if (tracks.size > 0) chosen.delete(video)
      for (const [channel, element] of tracks) {
        if (element.track.mode === 'showing') chosen.set(video, channel)
        element.track.mode = 'disabled' // or Chromium goes on showing what is shown
        element.remove()
      }
      URL.revokeObjectURL(empty)
    },
  }
}

function cueOf({ startSeconds, endSeconds, text, row }: CaptionCue): VTTCue {
  const cue = new VTTCue(startSeconds, endSeconds, text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'))
  if (row < UPPER_ROWS) cue.line = row
  return cue
}
