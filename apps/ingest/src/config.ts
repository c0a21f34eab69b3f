/** Reads ingest's settings from the environment, once, and says in plain words what is wrong with one. */

import { resolve } from 'node:path'
import { databaseEnvironment } from '@shoal/db/config'
import { databaseUrlFor } from '@shoal/db/resolve-url'
import { ConfigError, logLevelVariable, readEnvironment } from '@shoal/protocol/environment'
import { z } from 'zod'
import { WANTED_ENCODERS, type WantedEncoder } from './transcode/video-encoder.ts'

function whole(fallback: number, min: number, max: number, unit = '') {
  const wanted = `must be a whole number${unit} from ${min} to ${max}`
  return z
    .string()
    .regex(/^\d{1,6}$/, wanted)
    .transform(Number)
    .refine((value) => value >= min && value <= max, wanted)
    .default(fallback)
}

export const environmentSchema = z.object({
  ...databaseEnvironment,
  SHOAL_DATA: z.string().default('data'),
  SHOAL_SECRETS: z.string().optional(),
  SHOAL_HOST: z.string().optional(),
  SHOAL_RTMP_PORT: whole(1935, 1, 65_535),
  SHOAL_RTMPS_PORT: whole(0, 0, 65_535),
  SHOAL_TLS_CERT: z.string().optional(),
  SHOAL_TLS_KEY: z.string().optional(),
  SHOAL_ORIGIN_PORT: whole(8080, 1, 65_535),
  SHOAL_FFMPEG: z.string().default('ffmpeg'),
  SHOAL_ENCODER: z.enum(WANTED_ENCODERS, { error: `must be one of ${WANTED_ENCODERS.join(', ')}` }).default('x264'),
  SHOAL_ENCODER_PIXELS_PER_SECOND: z
    .string()
    .regex(/^[1-9]\d{0,11}$/, 'must be a whole number of pixels a second, from 1')
    .transform(Number)
    .optional(),
  SHOAL_LOG_LEVEL: logLevelVariable,
  SHOAL_RECONNECT_SECONDS: whole(60, 0, 1800, ' of seconds'),
  SHOAL_SEGMENT_SECONDS: whole(2, 1, 6, ' of seconds'),
  SHOAL_WINDOW_SECONDS: whole(60, 20, 600, ' of seconds'),
  SHOAL_DISK_QUOTA_GB: z.coerce
    .number({ error: 'must be a number of gigabytes, or 0 for no quota' })
    .min(0, 'must be a number of gigabytes, or 0 for no quota')
    .default(0),
  SHOAL_MIN_FREE_MB: whole(200, 0, 999_999, ' of megabytes'),
  SHOAL_METRICS_TOKEN: z.string().optional(),
})

/** The settings, under the names that the code uses. */
export type Config = {
  dataFolder: string
  secretsFolder: string
  database: { url: string; passwordFile?: string }
  host: string | undefined
  rtmpPort: number
  /** Null: RTMP is spoken in the clear alone. */
  rtmps: { port: number; certFile: string; keyFile: string } | null
  originPort: number
  ffmpegPath: string
  encoder: WantedEncoder
  /** Undefined: as calibrated. */
  encoderPixelsPerSecond: number | undefined
  logLevel: string
  reconnectSeconds: number
  segmentSeconds: number
  windowSeconds: number
  /** For all that is recorded; 0 for no quota. */
  diskQuotaBytes: number
  /** Stays free, or a twentieth of the disk if that is more. */
  minFreeBytes: number
  metricsToken: string | undefined
}

/** @throws ConfigError */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const read = readEnvironment(environmentSchema, env)
  const dataFolder = resolve(read.SHOAL_DATA)
  const url = databaseUrlFor({
    dataFolder,
    ...(read.DATABASE_URL ? { databaseUrl: read.DATABASE_URL } : {}),
  })
  return {
    dataFolder,
    secretsFolder: read.SHOAL_SECRETS ? resolve(read.SHOAL_SECRETS) : resolve(dataFolder, 'secrets'),
    database: { url, ...(read.DATABASE_PASSWORD_FILE ? { passwordFile: read.DATABASE_PASSWORD_FILE } : {}) },
    host: read.SHOAL_HOST,
    rtmpPort: read.SHOAL_RTMP_PORT,
    rtmps: readRtmps(read),
    originPort: read.SHOAL_ORIGIN_PORT,
    ffmpegPath: read.SHOAL_FFMPEG,
    encoder: read.SHOAL_ENCODER,
    encoderPixelsPerSecond: read.SHOAL_ENCODER_PIXELS_PER_SECOND,
    logLevel: read.SHOAL_LOG_LEVEL,
    reconnectSeconds: read.SHOAL_RECONNECT_SECONDS,
    segmentSeconds: read.SHOAL_SEGMENT_SECONDS,
    windowSeconds: read.SHOAL_WINDOW_SECONDS,
    diskQuotaBytes: read.SHOAL_DISK_QUOTA_GB * 1e9,
    minFreeBytes: read.SHOAL_MIN_FREE_MB * 1e6,
    metricsToken: read.SHOAL_METRICS_TOKEN,
  }
}

function readRtmps(read: z.infer<typeof environmentSchema>): Config['rtmps'] {
  const { SHOAL_RTMPS_PORT: port, SHOAL_TLS_CERT: certFile, SHOAL_TLS_KEY: keyFile } = read
  if (port === 0) return null
  if (!certFile || !keyFile) {
    const missing = certFile ? 'SHOAL_TLS_KEY' : 'SHOAL_TLS_CERT'
    throw new ConfigError(`${missing} must name a PEM file, because SHOAL_RTMPS_PORT is ${port}`)
  }
  return { port, certFile: resolve(certFile), keyFile: resolve(keyFile) }
}
