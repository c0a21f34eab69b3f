/**
 * Makes one MP4 of a rung of a recording, without encoding anything: ffmpeg rewrites the boxes around the samples.
 *
 * Segments with one init segment go to one ffmpeg as they are. Where the init changes on the way (another resolution,
 * another encoder), an MP4 of ffmpeg 5 to 7 has room for one set of parameters only, and its reader skips a second
 * moov. So each part then passes through MPEG-TS, which repeats the parameters at each key frame, and they stay there in
 * the file: ffmpeg, VLC and browsers change the size in the middle; a player that reads the head alone may not.
 *
 * Sound of another kind on the way (44.1 kHz copied, then 48 kHz encoded) cannot be in one track, and is the one thing
 * that is encoded: sound alone, many times faster than it plays.
 *
 * `+faststart` moves the samples inside the same file, so no more disk is used than by the file itself.
 */

import { open, rename, rm, stat } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import { readAudioConfig } from '../mp4/audio-config.ts'
import { findBox } from '../mp4/boxes.ts'
import { readTrackInits } from '../mp4/track-init.ts'
import { exportPath, UNFINISHED } from './export-files.ts'
import type { ExportGroup, ExportPlan } from './export-plan.ts'
import { type Remux, startRemux } from './remux.ts'
import { readStored } from './segment-files.ts'
import { shiftFragments } from './shift-fragments.ts'

export type ExportOptions = {
  /** The broadcast's. */
  folder: string
  rung: string
  plan: ExportPlan
  ffmpegPath: string
  /** 0 to 1, by media time. */
  onProgress(progress: number): void
  signal: AbortSignal
}

class ExportError extends Error {
  override name = 'ExportError'
}

/** Moving the samples behind the head takes the rest. */
const FED_SHARE = 0.95

/**
 * Returns the file's bytes. It has its name only when it is whole.
 * @throws ExportError, the file system's error, or the signal's reason.
 */
export async function exportMp4(options: ExportOptions): Promise<number> {
  const { folder, rung, signal } = options
  const path = exportPath(folder, rung)
  const unfinished = `${path}${UNFINISHED}`
  try {
    signal.throwIfAborted()
    await remuxTo(unfinished, options)
    await sync(unfinished)
    await rename(unfinished, path)
    return (await stat(path)).size
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    // Whatever keeps it from going says less than what went wrong before.
    await rm(unfinished, { force: true }).catch(() => {})
  }
}

async function remuxTo(file: string, options: ExportOptions): Promise<void> {
  const { plan, ffmpegPath } = options
  const from = plan.groups.length > 1 ? 'mpegts' : 'mp4'
  const encodesSound = (await countSoundKinds(options)) > 1
  const stop = new AbortController()
  const signal = AbortSignal.any([options.signal, stop.signal])
  const last = startRemux(ffmpegPath, { from, file, encodesSound, signal })
  // Whatever feeds one that is gone would wait for ever.
  last.done.catch((error) => stop.abort(error))
  await both(last.done, feed({ ...options, signal }, last))
}

/** What ffmpeg says of its end tells more than that it took no more bytes. */
async function both(done: Promise<void>, fed: Promise<void>): Promise<void> {
  const [ended, feeding] = await Promise.allSettled([done, fed])
  if (ended.status === 'rejected') throw ended.reason
  if (feeding.status === 'rejected') throw feeding.reason
}

async function feed(options: ExportOptions, last: Remux): Promise<void> {
  const { plan, ffmpegPath, signal } = options
  const progress = { seconds: 0 }
  const isDirect = plan.groups.length === 1
  try {
    for (const group of plan.groups) {
      if (isDirect) await writeGroup(options, group, last.input, progress)
      else {
        const first = startRemux(ffmpegPath, { from: 'mp4', into: last.input, signal })
        const written = writeGroup(options, group, first.input, progress).finally(() => first.input.end())
        await both(first.done, written)
      }
    }
  } finally {
    last.input.end()
  }
}

async function writeGroup(
  { folder, plan, onProgress, signal }: ExportOptions,
  { epoch, rung, initHash, parts }: ExportGroup,
  input: Writable,
  progress: { seconds: number },
): Promise<void> {
  const init = await readInit(folder, { epoch, rung, initHash })
  await write(input, init)
  for (const { epoch, rung, number, hash, shiftSeconds, durationSeconds } of parts) {
    signal.throwIfAborted()
    const bytes = await readStored(folder, { kind: 'segment', epoch, rung, number, hash })
    if (bytes) await write(input, shiftFragments(bytes, init, shiftSeconds))
    progress.seconds += durationSeconds
    onProgress((FED_SHARE * progress.seconds) / plan.seconds)
  }
}

async function readInit(
  folder: string,
  { epoch, rung, initHash }: Pick<ExportGroup, 'epoch' | 'rung' | 'initHash'>,
): Promise<Buffer> {
  const init = await readStored(folder, { kind: 'init', epoch, rung, hash: initHash })
  if (!init) throw new ExportError('an init segment is missing')
  return init
}

async function countSoundKinds({ folder, plan }: ExportOptions): Promise<number> {
  const kinds = new Set<string>()
  for (const group of plan.groups) {
    const tracks = readTrackInits(findBox(await readInit(folder, group), ['moov']))
    const sound = tracks.find(({ kind }) => kind === 'audio')
    if (sound) kinds.add(JSON.stringify(readAudioConfig(sound.trak)))
  }
  return kinds.size
}

/** Resolves when it has been taken: what is read from the disk does not pile up in memory. */
async function write(input: Writable, bytes: Buffer): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    input.write(bytes, (error) =>
      error ? reject(new ExportError('ffmpeg took no more', { cause: error })) : resolve(),
    )
  })
}

async function sync(path: string): Promise<void> {
  await using file = await open(path, 'r+')
  await file.sync()
}
