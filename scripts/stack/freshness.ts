/** Tells whether something that was made from files would come out the same again, so that it need not be made twice. */

import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { workspaceRoot } from '../workspace.ts'

/** Made by tools, not by people: never an input. */
const IGNORED = new Set([
  ...['node_modules', '.next', '.turbo', 'generated', 'coverage', '.DS_Store', 'next-env.d.ts'],
  'shoal-player.js', // the web app's build puts it among what the app serves
])

export type Made = {
  name: string
  /** Files and folders below the workspace's root. */
  inputs: readonly string[]
  /** Must be there, or it is not fresh. */
  output: string
  /** Takes an output that somebody else made, as an image's build does, for fresh. */
  trustUnstamped?: boolean
}

/** Runs `make` unless the inputs are those of the last time; a `make` that fails leaves nothing that counts as made. */
export async function makeIfStale(
  made: Made,
  make: () => Promise<void>,
  root = workspaceRoot,
): Promise<'fresh' | 'made'> {
  const stamp = join(root, '.cache', `${made.name}.stamp`)
  const before = await readFile(stamp, 'utf8').catch(() => undefined)
  const hasOutput = existsSync(join(root, made.output))
  if (hasOutput && before === undefined && made.trustUnstamped) return 'fresh'
  const hash = await hashFiles(root, made.inputs)
  if (hasOutput && before === hash) return 'fresh'
  await rm(stamp, { force: true })
  await make()
  await mkdir(join(root, '.cache'), { recursive: true })
  await writeFile(stamp, hash)
  return 'made'
}

async function hashFiles(root: string, inputs: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(`${process.version} ${process.platform} ${process.arch}`)
  const files = (await Promise.all(inputs.map((input) => listFiles(join(root, input))))).flat().sort()
  for (const file of files) {
    if (/\.test\.tsx?$/.test(file)) continue
    const content = await readFile(file)
    hash.update(`\0${file.slice(root.length)}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

async function listFiles(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') return undefined
    if (error.code === 'ENOENT') return []
    throw error
  })
  if (!entries) return [path]
  const below = entries.filter((entry) => !IGNORED.has(entry.name) && !entry.name.endsWith('.tsbuildinfo'))
  return (await Promise.all(below.map((entry) => listFiles(join(path, entry.name))))).flat()
}
