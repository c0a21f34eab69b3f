/** For tests: one run of a real ffmpeg, from FLV on its standard input to the segments that are cut out of its tracks. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { SegmentIntake, type SegmentSet } from '../hls/segment-intake.ts'
import { startUploadListener } from '../http/upload-listener.ts'

/** ffmpeg options that make a source; its first picture is at 10 s. */
export type TestRunOptions = {
  /** Of the picture, as lavfi has it; null for sound alone. */
  picture?: string | null
  pictureArguments?: string[]
  sound?: string | null
  soundArguments?: string[]
  seconds?: number
  /** The first rung is the source itself; otherwise both are encoded, with key frames each so many seconds. */
  keyFrameSeconds?: number | 'source'
  copiesSound?: boolean
  segmentSeconds?: number
  startSeconds?: number
  /** Changes the tracks' bytes on their way. */
  tamper?: (track: string, bytes: Buffer) => Buffer
  /** SIGKILL after the first track has brought this many bytes. */
  killAfterBytes?: number
}

export type TestRun = { sets: SegmentSet[]; broken: string[]; pictures: Buffer[] }

const FRAGMENTS =
  '-movflags +frag_keyframe+empty_moov+default_base_moof+frag_discont+skip_trailer -use_editlist 0 -avoid_negative_ts disabled -flush_packets 1'.split(
    ' ',
  )
const ENCODE = '-c:v libx264 -preset ultrafast -sc_threshold 0 -g 600'.split(' ')

export async function makeRun(options: TestRunOptions = {}): Promise<TestRun> {
  const { segmentSeconds = 2, startSeconds = 10, tamper, killAfterBytes } = options
  const source = await makeSource(options)
  const run: TestRun = { sets: [], broken: [], pictures: [] }
  await using uploads = await startUploadListener()
  const intake = new SegmentIntake({
    rungs: options.picture === null ? [] : ['high', 'low'],
    hasAudio: options.sound !== null,
    ...{ segmentSeconds, startSeconds },
    onSegment: (set) => run.sets.push(set),
    onPicture: (jpeg) => run.pictures.push(jpeg),
    onBroken: (reason) => run.broken.push(reason),
  })
  let bytes = 0
  using door = uploads.open((track) => {
    const sink = intake.open(track)
    if (!sink) return null
    return {
      end: (isWhole) => sink.end(isWhole),
      write(chunk) {
        bytes += chunk.length
        if (killAfterBytes && bytes > killAfterBytes) ffmpeg.kill('SIGKILL')
        sink.write(tamper ? tamper(track, chunk) : chunk)
      },
    }
  })
  const ffmpeg = spawn('ffmpeg', transcode(options, door.url), { stdio: ['pipe', 'inherit', 'inherit'] })
  ffmpeg.stdin.on('error', () => {})
  ffmpeg.stdin.end(source)
  await once(ffmpeg, 'close')
  await door.settled()
  intake.end()
  return run
}

async function makeSource(options: TestRunOptions): Promise<Buffer> {
  const { picture = 'testsrc2=s=320x180:r=30', sound = 'sine=f=440:r=48000', seconds = 7 } = options
  const { pictureArguments = ['-g', '30', '-bf', '0'], soundArguments = [] } = options
  return await outputOf([
    ...(picture ? ['-f', 'lavfi', '-i', picture] : []),
    ...(sound ? ['-f', 'lavfi', '-i', sound] : []),
    ...['-t', String(seconds), '-output_ts_offset', '10', '-copyts'],
    ...(picture ? [...'-c:v libx264 -preset ultrafast -sc_threshold 0'.split(' '), ...pictureArguments] : []),
    ...(sound ? ['-c:a', 'aac', ...soundArguments] : []),
    ...['-f', 'flv', '-flvflags', 'no_duration_filesize', 'pipe:1'],
  ])
}

function transcode(options: TestRunOptions, url: string): string[] {
  const { keyFrameSeconds = 'source', copiesSound = false } = options
  const hasPicture = options.picture !== null
  const isCopied = keyFrameSeconds === 'source'
  const forced = isCopied ? 'source' : `expr:gte(t,n_forced*${keyFrameSeconds})`
  const encoded = [...ENCODE, '-force_key_frames', forced, '-fps_mode', 'passthrough']
  const times = ['-enc_time_base', '1:90000', '-video_track_timescale', '90000']
  const output = (track: string, format = 'mp4') => ['-method', 'PUT', '-f', format, `${url}/${track}`]
  const high = isCopied ? ['-map', '0:v:0', '-c:v', 'copy'] : ['-map', '[high]', ...encoded, ...times]
  const split = `[0:v]split=3[l][p][h];[l]scale=160:90[low];[p]select='isnan(prev_selected_t)+gte(t-prev_selected_t,2)'[p0];[h]${isCopied ? 'nullsink' : 'null[high]'}`
  return [
    ...['-hide_banner', '-loglevel', 'fatal', '-nostdin', '-copyts', '-f', 'flv', '-i', 'pipe:0'],
    ...(hasPicture ? ['-filter_complex', split, ...high, ...FRAGMENTS, ...output('high')] : []),
    ...(hasPicture ? ['-map', '[low]', ...encoded, ...times, ...FRAGMENTS, ...output('low')] : []),
    ...(options.sound === null ? [] : ['-map', '0:a:0', '-c:a', copiesSound ? 'copy' : 'aac']),
    ...(options.sound === null ? [] : ['-frag_duration', '1', ...FRAGMENTS, ...output('audio')]),
    ...(hasPicture ? ['-map', '[p0]', '-c:v', 'mjpeg', '-q:v', '4', '-fps_mode', 'passthrough'] : []),
    ...(hasPicture ? output('pictures', 'mpjpeg') : []),
  ]
}

/** What an ffmpeg or an ffprobe prints; whatever it complains about is an error. */
export async function outputOf(
  args: string[],
  { command = 'ffmpeg', input }: { command?: string; input?: Buffer } = {},
) {
  const child = spawn(command, ['-v', 'error', ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  const output: Buffer[] = []
  let complaint = ''
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
  })
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const [code] = await once(child, 'close')
  if (code !== 0 || complaint !== '') throw new Error(`${command}: ${complaint || code}`)
  return Buffer.concat(output)
}
