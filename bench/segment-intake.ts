/** What it costs to cut a segment out of its tracks: read, rebuild and hash, whole and in pieces, beside a plain copy of the same bytes, hashed. */

import { createHash } from 'node:crypto'
import { z } from 'zod'
import { pieceRootOf } from '../apps/ingest/src/hls/segment-hashes.ts'
import { SegmentIntake } from '../apps/ingest/src/hls/segment-intake.ts'
import {
  AUDIO_FRAME_SECONDS,
  audioInit,
  buildGroup,
  buildSound,
  videoInit,
} from '../apps/ingest/src/testing/test-track.ts'
import { compare, type Figures, printResult } from './compare.ts'
import { readOptions } from './read-options.ts'

readOptions('bench:segment-intake', z.object({}))

const ROUNDS = 9
const SEGMENTS_PER_ROUND = 60
const SEGMENT_SECONDS = 2
/** 500 kB a segment at 60 frames a second, beside sound of 72 kbit/s. */
const PICTURE_BYTES = 4000
const SOUND_FRAME_BYTES = 192
/** What ffmpeg's own output buffer holds. */
const CHUNK_BYTES = 32_768

type Upload = { track: 'video' | 'audio'; chunk: Buffer }

const uploads: Upload[] = Array.from({ length: SEGMENTS_PER_ROUND }, (_, i) => uploadsOf(i)).flat()
const uploadedBytes = uploads.reduce((sum, { chunk }) => sum + chunk.length, 0)

const besideCopy = await compare({ ours: takeIn, peer: copyAndHash, rounds: ROUNDS })
const besideHash = await compare({ ours: takeIn, peer: hashAlone, rounds: ROUNDS })
const segmentBytes = uploadedBytes / SEGMENTS_PER_ROUND
console.log('beside a copy and SHA-256', besideCopy, 'beside SHA-256 alone', besideHash)
printResult({ bench: 'segment-intake', segmentBytes, besideCopy, besideHash })

/** As they come off the wire: a group of pictures all at once, sound frame by frame. */
function uploadsOf(number: number): Upload[] {
  const start = 10 + number * SEGMENT_SECONDS
  const group = buildGroup(start, SEGMENT_SECONDS, { frameBytes: PICTURE_BYTES })
  const pieces = Math.ceil(group.length / CHUNK_BYTES)
  const video = Array.from({ length: pieces }, (_, i) => group.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES))
  const firstFrame = Math.ceil((number * SEGMENT_SECONDS) / AUDIO_FRAME_SECONDS)
  const frames = Math.ceil(((number + 1) * SEGMENT_SECONDS) / AUDIO_FRAME_SECONDS) - firstFrame
  const audio = Array.from({ length: frames }, (_, i) => {
    const at = 10 + (firstFrame + i) * AUDIO_FRAME_SECONDS
    return buildSound(at, AUDIO_FRAME_SECONDS, { frameBytes: SOUND_FRAME_BYTES })
  })
  return [
    ...video.map((chunk) => ({ track: 'video' as const, chunk })),
    ...audio.map((chunk) => ({ track: 'audio' as const, chunk })),
  ]
}

async function takeIn(): Promise<Figures> {
  let segments = 0
  const intake = new SegmentIntake({
    ...{ rungs: ['720p'], hasAudio: true, segmentSeconds: SEGMENT_SECONDS, startSeconds: 10 },
    onSegment(set) {
      segments += 1
      const part = set.parts.get('720p')
      if (!part) return
      createHash('sha256').update(part.bytes).digest()
      pieceRootOf(part.bytes)
    },
    onPicture: () => {},
    onBroken(reason) {
      throw new Error(reason)
    },
  })
  const sinks = { video: intake.open('720p'), audio: intake.open('audio') }
  sinks.video?.write(videoInit)
  sinks.audio?.write(audioInit)
  const figures = cpuOf(() => {
    for (const { track, chunk } of uploads) sinks[track]?.write(chunk)
  })
  intake.end()
  if (segments !== SEGMENTS_PER_ROUND) throw new Error(`${segments} segments`)
  return figures
}

async function copyAndHash(): Promise<Figures> {
  const perSegment = uploads.length / SEGMENTS_PER_ROUND
  return cpuOf(() => {
    for (let at = 0; at < uploads.length; at += perSegment) {
      const chunks = uploads.slice(Math.round(at), Math.round(at + perSegment)).map(({ chunk }) => chunk)
      createHash('sha256').update(Buffer.concat(chunks)).digest()
    }
  })
}

async function hashAlone(): Promise<Figures> {
  return cpuOf(() => {
    for (const { chunk } of uploads) createHash('sha256').update(chunk).digest()
  })
}

function cpuOf(work: () => void): Figures {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return { cpuMicrosPerSegment: (user + system) / SEGMENTS_PER_ROUND }
}
