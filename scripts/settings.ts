/** What `npm start` and the operator's command read from the environment. */

import { join, resolve } from 'node:path'
import { databaseEnvironment } from '@shoal/db/config'
import { siteUrlVariable } from '@shoal/protocol/environment'
import { z } from 'zod'
import { OperatorError } from './operator-error.ts'

const port = (fallback: number, least = 1) =>
  z.coerce
    .number(`must be a port number from ${least} to 65535`)
    .int(`must be a port number from ${least} to 65535`)
    .min(least, `must be a port number from ${least} to 65535`)
    .max(65_535, `must be a port number from ${least} to 65535`)
    .default(fallback)

/** A browser opens no page and no connection there: https://fetch.spec.whatwg.org/#port-blocking */
const CLOSED_IN_BROWSERS = new Set([
  ...[
    1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
  ],
  ...[
    111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
  ],
  ...[540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061],
  ...[6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080],
])
const browserPort = (fallback: number) =>
  port(fallback).refine((number) => !CLOSED_IN_BROWSERS.has(number), 'must be a port that browsers open')

const ipAddress = z.union([z.ipv4(), z.ipv6()], { error: 'must be an IP address, such as 203.0.113.7' })

export const environmentSchema = z.object({
  SHOAL_DATA: z.string().default('data'),
  SHOAL_SECRETS: z.string().optional(),
  SHOAL_HOST: z.string().optional(),
  SHOAL_WEB_PORT: browserPort(3000),
  SHOAL_RTMP_PORT: port(1935),
  SHOAL_RTMPS_PORT: port(0, 0),
  SHOAL_ORIGIN_PORT: browserPort(8080),
  SHOAL_TRACKER_PORT: browserPort(8000),
  SHOAL_PUBLIC_URL: siteUrlVariable.optional(),
  SHOAL_RTMP_URL: z.url({ protocol: /^rtmps?$/, error: 'must be an rtmp:// URL' }).optional(),
  SHOAL_TURN_SERVER: z.enum(['on', 'off'], { error: 'must be on or off' }).default('off'),
  SHOAL_TURN_PORT: port(3478),
  SHOAL_TURN_RELAY_IP: ipAddress.optional(),
  SHOAL_TURN_EXTERNAL_IP: ipAddress.optional(),
  SHOAL_FFMPEG: z.string().optional(),
  SHOAL_MIN_FREE_MB: z.coerce
    .number('must be a number of megabytes')
    .min(0, 'must be a number of megabytes')
    .default(200),
  ...databaseEnvironment,
})

/** May hold a password, so it is not repeated on the screen. */
const SECRET_VARIABLES = new Set(['DATABASE_URL'])

/** The ports that the public reaches, each under the variable that moves it. */
export type PortVariable = keyof Ports
export type Ports = {
  SHOAL_WEB_PORT: number
  SHOAL_RTMP_PORT: number
  /** Null is none. */
  SHOAL_RTMPS_PORT: number | null
  SHOAL_ORIGIN_PORT: number
  SHOAL_TRACKER_PORT: number
}

export type TurnServerSettings = {
  port: number
  /** An address of this machine. */
  relayIp: string
  /** The address that viewers reach it at: another one where a NAT stands before it. */
  publicIp: string
}

export type Settings = {
  /** Absolute. */
  dataFolder: string
  secretsFolder: string
  logFolder: string
  /** Bind address; undefined is every interface. */
  host: string | undefined
  ports: Ports
  /** Without a slash at the end. */
  publicUrl: string
  rtmpUrl: string
  /** Undefined means that none is run here. */
  turnServer: TurnServerSettings | undefined
  ffmpeg: string | undefined
  minFreeMb: number
  /** Undefined means the embedded one. */
  databaseUrl: string | undefined
  databasePasswordFile: string | undefined
}

/** @throws OperatorError naming the variable and what it must be. An empty string counts as unset. */
export function loadSettings(environment: NodeJS.ProcessEnv): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = environmentSchema.safeParse(given)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const name = String(issue?.path[0])
    const value = SECRET_VARIABLES.has(name) ? '' : `, and is "${given[name]}"`
    throw new OperatorError(`${name} ${issue?.message}${value}: change it, or leave it out for the default.`)
  }
  const env = parsed.data
  const dataFolder = resolve(env.SHOAL_DATA)
  const publicUrl = (env.SHOAL_PUBLIC_URL ?? `http://localhost:${env.SHOAL_WEB_PORT}`).replace(/\/+$/, '')
  const ports = {
    SHOAL_WEB_PORT: env.SHOAL_WEB_PORT,
    SHOAL_RTMP_PORT: env.SHOAL_RTMP_PORT,
    SHOAL_RTMPS_PORT: env.SHOAL_RTMPS_PORT || null,
    SHOAL_ORIGIN_PORT: env.SHOAL_ORIGIN_PORT,
    SHOAL_TRACKER_PORT: env.SHOAL_TRACKER_PORT,
  }
  return {
    dataFolder,
    secretsFolder: env.SHOAL_SECRETS ? resolve(env.SHOAL_SECRETS) : join(dataFolder, 'secrets'),
    logFolder: join(dataFolder, 'logs'),
    host: env.SHOAL_HOST,
    ports,
    publicUrl,
    rtmpUrl: env.SHOAL_RTMP_URL ?? `rtmp://${new URL(publicUrl).hostname}:${env.SHOAL_RTMP_PORT}/live`,
    turnServer: env.SHOAL_TURN_SERVER === 'on' ? turnServerOf(env) : undefined,
    ffmpeg: env.SHOAL_FFMPEG,
    minFreeMb: env.SHOAL_MIN_FREE_MB,
    databaseUrl: env.DATABASE_URL,
    databasePasswordFile: env.DATABASE_PASSWORD_FILE,
  }
}

function turnServerOf(env: z.infer<typeof environmentSchema>): TurnServerSettings {
  const relayIp = env.SHOAL_TURN_RELAY_IP
  if (relayIp === undefined) {
    throw new OperatorError(
      'SHOAL_TURN_SERVER=on needs SHOAL_TURN_RELAY_IP, the address of this machine that it relays at: set it, or leave both out.',
    )
  }
  return { port: env.SHOAL_TURN_PORT, relayIp, publicIp: env.SHOAL_TURN_EXTERNAL_IP ?? relayIp }
}
