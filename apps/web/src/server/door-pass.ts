/** Who has given a password: a signed cookie, good for one channel and one password, however many broadcasts have it. */

import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Door } from '@shoal/db/broadcast-doors'
import { serverConfig } from './env.ts'
import { readSecret } from './secrets.ts'

const PASS_SECONDS = 7 * 86_400

/** The auth secret signs sessions too: a key of its own keeps one from being taken for the other. */
function passKey(): Buffer {
  // read each time: a rotation of the secret ends what it signed
  return createHmac('sha256', readSecret(serverConfig().secretsFolder, 'auth-secret')).update('door-pass').digest()
}

/** Another password, and it is another cookie that counts. */
export function hasPassedDoor(
  headers: Pick<Headers, 'get'>,
  channelId: string,
  { passwordHash }: Door,
  nowMs = Date.now(),
): boolean {
  if (passwordHash === null) return false
  const name = passName(channelId, passwordHash)
  const cookies = headers.get('cookie')?.split(';') ?? []
  const value = cookies.map((each) => each.trim()).find((each) => each.startsWith(`${name}=`))
  const [expires = '', signature = ''] = value?.slice(name.length + 1).split('.') ?? []
  if (!/^\d{1,12}$/.test(expires) || Number(expires) * 1000 <= nowMs) return false
  const expected = sign({ channelId, passwordHash, expires })
  const given = Buffer.from(signature, 'base64url')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/** A `Set-Cookie` for whoever gave the right password. */
export function passCookie(channelId: string, passwordHash: string, nowMs = Date.now()): string {
  const expires = String(Math.floor(nowMs / 1000) + PASS_SECONDS)
  const value = `${expires}.${sign({ channelId, passwordHash, expires }).toString('base64url')}`
  const secure = serverConfig().publicUrl.protocol === 'https:' ? '; Secure' : ''
  return `${passName(channelId, passwordHash)}=${value}; Path=/; Max-Age=${PASS_SECONDS}; HttpOnly; SameSite=Lax${secure}`
}

type Pass = { channelId: string; passwordHash: string; expires: string }

function sign({ channelId, passwordHash, expires }: Pass): Buffer {
  return createHmac('sha256', passKey())
    .update(JSON.stringify([channelId, passwordHash, expires]))
    .digest()
}

/** Tells nothing of the password: its hash is salted. */
function passName(channelId: string, passwordHash: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([channelId, passwordHash]))
    .digest('base64url')
  return `shoal.pass.${digest.slice(0, 16)}`
}
