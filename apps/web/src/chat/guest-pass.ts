/** A guest's name in a signed cookie: who has it is the same guest tomorrow, and nobody else can be. */

import { createHmac, randomBytes } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'

const COOKIE = 'shoal-chat-guest'
const LIFETIME_SECONDS = 365 * 24 * 3600
const ALGORITHM = 'HS256'

export type Guest = {
  /** Random, for as long as the cookie is kept. */
  id: string
  name: string
  /** When the id was made. */
  since: Date
}

const claimsSchema = z.object({ sub: z.string().min(1), name: z.string().min(1), since: z.int() })

/** The `Set-Cookie` of a guest; a guest from before keeps its id. */
export async function guestCookie(
  name: string,
  { before, secret, isSecure }: { before: Guest | null; secret: string; isSecure: boolean },
): Promise<string> {
  const since = before?.since ?? new Date()
  const token = await new SignJWT({ name, since: since.getTime() })
    .setProtectedHeader({ alg: ALGORITHM })
    .setSubject(before?.id ?? randomBytes(16).toString('base64url'))
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000) + LIFETIME_SECONDS)
    .sign(keyOf(secret))
  const attributes = `Path=/; Max-Age=${LIFETIME_SECONDS}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`
  return `${COOKIE}=${token}; ${attributes}`
}

/** Null without a cookie that we signed. */
export async function findGuest(headers: Pick<Headers, 'get'>, secret: string): Promise<Guest | null> {
  const token = cookieOf(headers.get('cookie') ?? '', COOKIE)
  if (token === null) return null
  const verified = await jwtVerify(token, keyOf(secret), { algorithms: [ALGORITHM] }).catch(() => null)
  const claims = claimsSchema.safeParse(verified?.payload)
  return claims.success ? { id: claims.data.sub, name: claims.data.name, since: new Date(claims.data.since) } : null
}

function keyOf(secret: string): Buffer {
  return createHmac('sha256', secret).update('chat guest').digest()
}

function cookieOf(header: string, name: string): string | null {
  for (const pair of header.split(';')) {
    const [key, value] = pair.trim().split('=')
    if (key === name && value !== undefined) return value
  }
  return null
}
