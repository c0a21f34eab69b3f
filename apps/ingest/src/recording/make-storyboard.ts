/** Puts the stored pictures of an ended broadcast together on sheets: one short run of ffmpeg. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { storedFilePath } from './broadcast-folder.ts'
import type { Journal } from './journal.ts'
import type { JournalStoryboard } from './journal-line.ts'
import { JournalWriter } from './journal-writer.ts'
import { readStored } from './segment-files.ts'
import { countSheets, planStoryboard, SHEET_COLUMNS, type StoryboardPlan, writeCues } from './storyboard.ts'

export class StoryboardError extends Error {
  override name = 'StoryboardError'
}

/** 500 pictures of 720 lines take 1.3 s of one core. */
const LONGEST_MS = 30_000

/**
 * Null where there is nothing to show. The list of cues is written last: until then there is no storyboard.
 * @throws StoryboardError, or the file system's error.
 */
export async function makeStoryboard(
  folder: string,
  journal: Journal,
  { ffmpegPath }: { ffmpegPath: string },
): Promise<JournalStoryboard | null> {
  const plan = planStoryboard(journal)
  if (!plan) return null
  await drawSheets(folder, plan, ffmpegPath)
  const cues = Buffer.from(writeCues(plan))
  const sheets = countSheets(plan)
  let bytes = cues.length
  for (let sheet = 1; sheet <= sheets; sheet += 1) {
    bytes += (await stat(join(folder, storedFilePath({ kind: 'storyboard-sheet', sheet })))).size
  }
  await writeFile(join(folder, storedFilePath({ kind: 'storyboard-cues' })), cues)
  await using writer = new JournalWriter(folder)
  await writer.append({ kind: 'storyboard', sheets, bytes })
  return { sheets, bytes }
}

async function drawSheets(folder: string, plan: StoryboardPlan, ffmpegPath: string): Promise<void> {
  const signal = AbortSignal.timeout(LONGEST_MS)
  // In the folder itself, for a path could hold a percent sign, which ffmpeg would read as a pattern.
  const child = spawn(ffmpegPath, buildArguments(plan), { cwd: folder, stdio: ['pipe', 'ignore', 'pipe'], signal })
  const lines: string[] = []
  child.stderr.setEncoding('utf8').on('data', (text: string) => lines.splice(0, lines.length, text.trim().slice(-400)))
  const closed = once(child, 'close')
  try {
    // One that gives up early closes its input; what it said is the better error.
    await Promise.all([closed, pipeline(Readable.from(readPictures(folder, plan)), child.stdin).catch(() => {})])
  } catch (cause) {
    throw new StoryboardError('ffmpeg could not be run, or took too long', { cause })
  }
  if (child.exitCode !== 0) throw new StoryboardError(`ffmpeg made no storyboard: ${lines[0] ?? ''}`)
}

/** A picture that is missing or torn is the one before it again, so that every tile stays in its place. */
async function* readPictures(folder: string, { tiles }: StoryboardPlan): AsyncGenerator<Buffer> {
  let last: Buffer | null = null
  let missing = 0
  for (const { mediaMs } of tiles) {
    const picture = await readStored(folder, { kind: 'picture', mediaMs })
    if (picture && isWhole(picture)) {
      for (; missing > 0; missing -= 1) yield picture
      last = picture
      yield picture
    } else if (last) yield last
    else missing += 1
  }
}

function isWhole(jpeg: Buffer): boolean {
  return jpeg.length > 4 && jpeg.readUInt16BE(0) === 0xffd8 && jpeg.readUInt16BE(jpeg.length - 2) === 0xffd9
}

/** Pictures may change their size with the ladder: without `reinit_filter 0` a sheet would end there. */
function buildArguments({ tileWidth, tileHeight }: StoryboardPlan): string[] {
  const box = `${tileWidth}:${tileHeight}`
  const filter = [
    `scale=${box}:force_original_aspect_ratio=decrease:eval=frame`,
    `pad=${box}:(ow-iw)/2:(oh-ih)/2:eval=frame`,
    'setsar=1',
    `tile=${SHEET_COLUMNS}x${SHEET_COLUMNS}`,
  ]
  return [
    ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', '-protocol_whitelist', 'pipe'],
    ...['-threads', '1', '-reinit_filter', '0', '-f', 'image2pipe', '-framerate', '1', '-c:v', 'mjpeg', '-i', 'pipe:0'],
    ...['-filter_threads', '1', '-vf', filter.join(','), '-fps_mode', 'passthrough'],
    ...['-c:v', 'mjpeg', '-q:v', '5', '-f', 'image2', 'storyboard-%d.jpg'],
  ]
}
