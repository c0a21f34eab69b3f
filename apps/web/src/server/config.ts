/** Every setting of the web app: read once from the environment, checked, and named in any complaint. */

import { resolve } from 'node:path'
import { databaseEnvironment } from '@shoal/db/config'
import { databaseUrlFor } from '@shoal/db/resolve-url'
import {
  ConfigError,
  logLevelVariable,
  portVariable,
  readEnvironment,
  siteUrlVariable,
} from '@shoal/protocol/environment'
import { p2pModeSchema } from '@shoal/protocol/p2p-mode'
import { z } from 'zod'

const webUrl = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
/** `/` stands for the page's own address, where a proxy routes by path. */
const partUrl = z.union([z.literal('/'), webUrl], { error: 'must be an http:// or https:// URL, or /' })
/** What stands between commas, without the empty ones. */
const listed = z.string().transform((text) => text.split(',').flatMap((one) => one.trim() || []))
/** RFC 7064 and RFC 7065, as RTCIceServer takes them. */
const iceUrls = (schemes: string, wanted: string) =>
  listed.pipe(
    z.array(
      z
        .string()
        .regex(
          new RegExp(`^(${schemes}):([\\w.-]+|\\[[0-9a-f:]+\\])(:\\d{1,5})?(\\?transport=(udp|tcp))?$`, 'i'),
          wanted,
        ),
    ),
  )
const onOrOff = z.enum(['on', 'off'], { error: 'must be on or off' }).default('off')
const count = (wanted: string) => z.coerce.number(wanted).int(wanted).min(1, wanted).max(1_000_000, wanted)

export const environmentSchema = z.object({
  SHOAL_DATA: z.string().default('data'),
  SHOAL_SECRETS: z.string().optional(),
  SHOAL_HOST: z.string().optional(),
  SHOAL_WEB_PORT: portVariable.default(3000),
  SHOAL_RTMP_PORT: portVariable.default(1935),
  SHOAL_ORIGIN_PORT: portVariable.default(8080),
  SHOAL_TRACKER_PORT: portVariable.default(8000),
  SHOAL_PUBLIC_URL: siteUrlVariable.optional(),
  SHOAL_ORIGIN_URL: partUrl.optional(),
  /** Several trackers share the swarms among them. */
  SHOAL_TRACKER_URL: listed.pipe(z.array(partUrl)).default([]),
  SHOAL_RTMP_URL: z.url({ protocol: /^rtmps?$/, error: 'must be an rtmp:// URL' }).optional(),
  SHOAL_P2P: z.enum(p2pModeSchema.options, { error: 'must be on, receive-only or off' }).default('on'),
  SHOAL_P2P_LEAST_VIEWERS: count('must be a number of viewers, 1 or more').default(3),
  SHOAL_P2P_UPLOAD_KBPS: count('must be a number of kilobits a second, 1 or more').optional(),
  SHOAL_P2P_UPLOAD_MB: count('must be a number of megabytes, 1 or more').optional(),
  SHOAL_P2P_CONTROL_SHARE: z.coerce
    .number('must be a share from 0 to 0.5')
    .min(0, 'must be a share from 0 to 0.5')
    .max(0.5, 'must be a share from 0 to 0.5')
    .default(0.05),
  SHOAL_P2P_CONTROL_FROM: count('must be a number of viewers, 1 or more').default(100),
  SHOAL_P2P_RELAY_ONLY: onOrOff,
  SHOAL_STUN_URLS: iceUrls(
    'stuns?',
    'must be stun: URLs with commas between them, such as stun:live.example.org:3478',
  ).default([]),
  SHOAL_TURN_URLS: iceUrls(
    'turns?',
    'must be turn: URLs with commas between them, such as turn:live.example.org:3478',
  ).default([]),
  /** Unset: the file `turn-secret` in the folder of the secrets. */
  SHOAL_TURN_SECRET: z.string().optional(),
  /** Where several processes of the web app share the chats. */
  SHOAL_REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must be a redis:// or rediss:// URL' }).optional(),
  /** Hosts that webhooks may reach though they are in a private network: `hooks.example.org`, `127.0.0.1:9000`. */
  SHOAL_WEBHOOK_ALLOW: listed
    .pipe(z.array(z.string().regex(/^[\w.[\]:-]+$/, 'must be hosts with commas between them, such as 10.0.0.5:9000')))
    .default([]),
  /** Unset sends no e-mail. */
  SHOAL_SMTP_URL: z
    .url({
      protocol: /^smtps?$/,
      error: 'must be an smtp:// or smtps:// URL, such as smtp://user:word@mail.example.org',
    })
    .optional(),
  SHOAL_MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]*@[^\r\n]+$/, 'must be an e-mail address, such as Shoal <live@example.org>')
    .optional(),
  SHOAL_METRICS_TOKEN: z.string().optional(),
  /** `on` where a proxy in front of the web app writes X-Forwarded-For and X-Forwarded-Proto itself. */
  SHOAL_TRUST_PROXY: onOrOff,
  SHOAL_LOG_LEVEL: logLevelVariable,
  ...databaseEnvironment,
})

export type Config = ReturnType<typeof loadConfig>

/** @throws ConfigError */
export function loadConfig(env: Record<string, string | undefined>) {
  const values = readEnvironment(environmentSchema, env)
  if (values.SHOAL_P2P_RELAY_ONLY === 'on' && values.SHOAL_TURN_URLS.length === 0) {
    throw new ConfigError(
      'SHOAL_P2P_RELAY_ONLY needs a TURN server to relay through: set SHOAL_TURN_URLS, or turn it off.',
    )
  }
  if (values.SHOAL_SMTP_URL !== undefined && values.SHOAL_MAIL_FROM === undefined) {
    throw new ConfigError('SHOAL_SMTP_URL needs an address to send from: set SHOAL_MAIL_FROM.')
  }
  const dataFolder = resolve(/* turbopackIgnore: true */ values.SHOAL_DATA)
  const publicUrl = new URL(values.SHOAL_PUBLIC_URL ?? `http://localhost:${values.SHOAL_WEB_PORT}`)
  return {
    host: values.SHOAL_HOST,
    port: values.SHOAL_WEB_PORT,
    publicUrl,
    rtmp: {
      url: values.SHOAL_RTMP_URL,
      /** Unset where nobody said what the server is called from outside: then the page's own host name serves. */
      hostname: values.SHOAL_PUBLIC_URL === undefined ? undefined : publicUrl.hostname,
      port: values.SHOAL_RTMP_PORT,
    },
    origin: { url: values.SHOAL_ORIGIN_URL, port: values.SHOAL_ORIGIN_PORT },
    tracker: { urls: values.SHOAL_TRACKER_URL, port: values.SHOAL_TRACKER_PORT },
    /** Uploaded pictures. */
    mediaFolder: resolve(/* turbopackIgnore: true */ dataFolder, 'media'),
    secretsFolder: resolve(/* turbopackIgnore: true */ values.SHOAL_SECRETS ?? `${dataFolder}/secrets`),
    p2p: {
      most: values.SHOAL_P2P,
      leastViewers: values.SHOAL_P2P_LEAST_VIEWERS,
      uploadKbps: values.SHOAL_P2P_UPLOAD_KBPS ?? null,
      uploadMegabytes: values.SHOAL_P2P_UPLOAD_MB ?? null,
      controlShare: values.SHOAL_P2P_CONTROL_SHARE,
      controlFrom: values.SHOAL_P2P_CONTROL_FROM,
      relayOnly: values.SHOAL_P2P_RELAY_ONLY === 'on',
      stunUrls: values.SHOAL_STUN_URLS,
      turnUrls: values.SHOAL_TURN_URLS,
      turnSecret: values.SHOAL_TURN_SECRET,
    },
    redisUrl: values.SHOAL_REDIS_URL ?? null,
    outsideAllow: values.SHOAL_WEBHOOK_ALLOW,
    mail:
      values.SHOAL_SMTP_URL !== undefined && values.SHOAL_MAIL_FROM !== undefined
        ? { url: values.SHOAL_SMTP_URL, from: values.SHOAL_MAIL_FROM }
        : null,
    metricsToken: values.SHOAL_METRICS_TOKEN,
    trustProxy: values.SHOAL_TRUST_PROXY === 'on',
    logLevel: values.SHOAL_LOG_LEVEL,
    database: {
      url: databaseUrlFor({ dataFolder, databaseUrl: values.DATABASE_URL }),
      passwordFile: values.DATABASE_PASSWORD_FILE,
    },
  }
}
