/** The keys that push services know this server by (VAPID, RFC 8292): made when the web app first starts, then kept. */

import { randomBytes } from 'node:crypto'
import { chmod, link, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import webPush from 'web-push'
import { z } from 'zod'

const FILE = 'vapid-keys.json'
const keysSchema = z.object({ publicKey: z.string().min(1), privateKey: z.string().min(1) })
export type VapidKeys = z.infer<typeof keysSchema>

/** Null before `ensureVapidKeys`, and where the file is broken. */
export async function readVapidKeys(folder: string): Promise<VapidKeys | null> {
  const text = await readFile(join(folder, FILE), 'utf8').catch(() => null)
  if (text === null) return null
  try {
    return keysSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** Of two processes that start at once, the first one's keys count for both. */
export async function ensureVapidKeys(folder: string): Promise<VapidKeys> {
  const present = await readVapidKeys(folder)
  if (present) {
    await chmod(join(folder, FILE), 0o600)
    return present
  }
  const keys = webPush.generateVAPIDKeys()
  const draft = join(folder, `.${FILE}.${randomBytes(6).toString('hex')}`)
  try {
    await writeFile(draft, `${JSON.stringify(keys)}\n`, { mode: 0o600, flag: 'wx' })
    await link(draft, join(folder, FILE)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(draft, { force: true })
  }
  return (await readVapidKeys(folder)) ?? keys
}
