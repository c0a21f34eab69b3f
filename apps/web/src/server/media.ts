/** Pictures that people upload: checked by what they are, made anew as WebP, named by their content, and kept as files. */

import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { mediaInUse } from '@shoal/db/media'
import sharp from 'sharp'
import { database } from './database.ts'
import { serverConfig } from './env.ts'
import { singleton } from './singleton.ts'

export const MOST_UPLOAD_BYTES = 8 * 1024 * 1024
/** Of the picture that comes in: 8K, so that a small file cannot unfold into gigabytes. */
const MOST_PIXELS = 7680 * 4320
const LEAST_SIDE = 32
/** Of what is kept, each side. */
const MOST_SIDE = 1920
const FORMATS = new Set(['png', 'jpeg', 'webp', 'heif'])
const NAME = /^[0-9a-f]{32}\.webp$/
/** A form that is filled in for long still finds its picture. */
const ORPHAN_MS = 24 * 3600_000
const CLEAN_EVERY_MS = 3600_000

export type StoredPicture =
  | { kind: 'stored'; name: string; width: number; height: number }
  | { kind: 'not-a-picture' }
  | { kind: 'is-animated' }
  | { kind: 'too-many-pixels' }
  | { kind: 'too-small' }

/** Without what cameras write into pictures: places, times, names. */
export async function storePicture(bytes: Uint8Array): Promise<StoredPicture> {
  if (bytes.length === 0) return { kind: 'not-a-picture' } // which sharp throws at once
  const found = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => null)
  const { format, width, height, pages = 1, compression } = found ?? {}
  if (!format || !width || !height || !FORMATS.has(format)) return { kind: 'not-a-picture' }
  if (format === 'heif' && compression !== 'av1') return { kind: 'not-a-picture' }
  if (pages > 1 || (format === 'png' && isAnimatedPng(bytes))) return { kind: 'is-animated' }
  if (width * height > MOST_PIXELS) return { kind: 'too-many-pixels' }
  if (Math.min(width, height) < LEAST_SIDE) return { kind: 'too-small' }
  const made = await sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
    .rotate() // as the camera was held; the note of it goes away with the rest
    .resize({ width: MOST_SIDE, height: MOST_SIDE, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 82 })
    .toBuffer({ resolveWithObject: true })
    .catch(() => null) // cut short, or broken further in
  if (!made) return { kind: 'not-a-picture' }
  const name = `${createHash('sha256').update(made.data).digest('hex').slice(0, 32)}.webp`
  const folder = serverConfig().mediaFolder
  await mkdir(folder, { recursive: true })
  const draft = join(folder, `.${randomBytes(6).toString('hex')}`)
  await writeFile(draft, made.data)
  await rename(draft, join(folder, name)) // whole or not at all; the same picture again is new again
  await cleanNowAndThen()
  return { kind: 'stored', name, width: made.info.width, height: made.info.height }
}

export async function readPicture(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
  if (!NAME.test(name)) return null
  return readFile(join(serverConfig().mediaFolder, name)).then(
    (bytes) => new Uint8Array(bytes),
    () => null,
  )
}

export async function hasPicture(name: string): Promise<boolean> {
  return (
    NAME.test(name) &&
    (await stat(join(serverConfig().mediaFolder, name)).then(
      () => true,
      () => false,
    ))
  )
}

/** PNG (third edition, 11.3.6.1): an animation's acTL stands before the picture's own bytes. */
function isAnimatedPng(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const at = text.indexOf('acTL')
  return at !== -1 && at < text.indexOf('IDAT')
}

const lastCleaned = singleton('media-cleaned', () => ({ atMs: 0 }))

async function cleanNowAndThen(): Promise<void> {
  if (Date.now() - lastCleaned().atMs < CLEAN_EVERY_MS) return
  lastCleaned().atMs = Date.now()
  await removeOrphans()
}

/** Files that nothing shows, a day after they came. */
async function removeOrphans(nowMs = Date.now()): Promise<string[]> {
  const folder = serverConfig().mediaFolder
  const used = await mediaInUse(database())
  const removed: string[] = []
  for (const name of await readdir(folder).catch(() => [])) {
    if (used.has(name) || !(NAME.test(name) || /^\.[0-9a-f]{12}$/.test(name))) continue
    const file = await stat(join(folder, name)).catch(() => null)
    if (!file || nowMs - file.mtimeMs < ORPHAN_MS) continue
    await rm(join(folder, name), { force: true })
    removed.push(name)
  }
  return removed
}
