/** What the tests need besides the code, and where each comes from: found first, then installed. */

import { globSync } from 'node:fs'
import { createRequire } from 'node:module'
import { CHROMIUM_NAMES, CHROMIUM_SHELL } from '@shoal/player/testing/find-chromium'
import { z } from 'zod'
import { findFfmpeg, systemSources } from '../ffmpeg/find-ffmpeg.ts'
import { type Installer, selectInstaller } from '../ffmpeg/installer.ts'
import { OperatorError } from '../operator-error.ts'
import { findOnPath } from '../processes/find-on-path.ts'
import { runCommand } from '../processes/run-command.ts'
import type { Note, Steps } from '../steps.ts'
import { workspaceRoot } from '../workspace.ts'

export type TestTools = { ffmpeg: string; chromium: string }

type Tool = {
  name: string
  /** Debian's name of it. */
  package: string
  /** The tests that want it are skipped without it. */
  isOptional?: boolean
  /** Its path, or undefined while it is missing. */
  find(): Promise<string | undefined>
}

const TOOLS = {
  ffmpeg: { name: 'ffmpeg', package: 'ffmpeg', find: usableFfmpeg },
  shell: {
    name: 'Chromium without its windows',
    package: 'chromium-headless-shell',
    isOptional: true,
    find: findShell,
  },
  postgresql: { name: 'PostgreSQL', package: 'postgresql', find: findPostgreSql },
  redis: { name: 'Redis', package: 'redis-server', find: () => findOnPath('redis-server') },
  openssl: { name: 'openssl', package: 'openssl', find: () => findOnPath('openssl') },
  font: { name: 'a font', package: 'fonts-dejavu-core', find: findFont },
} as const satisfies Record<string, Tool>

/** Where there is no shell of it: all else is three times the work for the same pages. */
const WHOLE_CHROMIUM: Tool = { name: 'Chromium', package: 'chromium', find: findChromium }

/** Other software that people publish with: e2e/client-zoo. */
const CLIENTS: readonly Tool[] = [
  { name: 'curl', package: 'curl', isOptional: true, find: () => findOnPath('curl') },
  { name: 'GStreamer', package: 'gstreamer1.0-tools', isOptional: true, find: () => findOnPath('gst-launch-1.0') },
  gstreamerPlugins('good', 'flv'),
  gstreamerPlugins('bad', 'rtmp2'),
  gstreamerPlugins('ugly', 'x264'),
]

/** Installs what is missing, where that is possible without a password. @throws OperatorError for what is still missing. */
export async function requireTestTools(steps: Steps, signal: AbortSignal): Promise<TestTools> {
  const missing = await missingTools()
  if (missing.length > 0) await steps.run(listing(missing), (note) => installPackages(missing, note, signal))
  if (!(await findChromium())) {
    await steps.run('installing Chromium', (note) => installPackages([WHOLE_CHROMIUM], note, signal))
  }
  if (!(await findChromium())) {
    await steps.run("downloading Chromium, as Playwright's", (note) => downloadChromium(note, signal))
  }
  const chromium = await findChromium()
  const stillMissing = (await missingTools()).filter((tool) => !tool.isOptional)
  if (chromium === undefined) stillMissing.push(WHOLE_CHROMIUM)
  if (stillMissing.length > 0) {
    const names = stillMissing.map((tool) => tool.name).join(', ')
    const packages = stillMissing.map((tool) => tool.package).join(' ')
    throw new OperatorError(`The tests need ${names}: install what is missing (Debian: apt-get install ${packages}).`)
  }
  return { ffmpeg: (await TOOLS.ffmpeg.find()) ?? '', chromium: chromium ?? '' }
}

async function missingTools(): Promise<Tool[]> {
  const tools: Tool[] = [...Object.values(TOOLS), ...CLIENTS]
  const found = await Promise.all(tools.map(async (tool) => ({ tool, path: await tool.find() })))
  return found.flatMap(({ tool, path }) => (path === undefined ? [tool] : []))
}

function listing(missing: readonly Tool[]): string {
  return `installing ${missing.map((tool) => tool.name).join(', ')}`
}

/** One by one after a failure: a package that has another name here must not keep the others away. */
async function installPackages(missing: readonly Tool[], note: Note, signal: AbortSignal): Promise<void> {
  const installer = await selectInstaller(signal)
  if (!installer) return
  const packages = missing.map((tool) => tool.package)
  if ((await installer.install(packages, note)) === undefined) return note(`installed ${packages.join(', ')}`)
  for (const one of packages) await installOne(installer, one, note)
}

async function installOne(installer: Installer, name: string, note: Note): Promise<void> {
  const failure = await installer.install([name], note)
  note(failure === undefined ? `installed ${name}` : `${installer.name} has no ${name}`)
}

async function downloadChromium(note: Note, signal: AbortSignal): Promise<void> {
  const args = ['install', 'chromium']
  await runCommand({ command: 'playwright-core', args, cwd: workspaceRoot, onLine: note, signal }).catch(() => {
    note('Chromium could not be downloaded')
  })
}

async function usableFfmpeg(): Promise<string | undefined> {
  const verdict = await findFfmpeg(systemSources(process.env.SHOAL_FFMPEG || undefined))
  return verdict?.kind === 'usable' ? verdict.path : undefined
}

async function findShell(): Promise<string | undefined> {
  return process.env.SHOAL_CHROMIUM || (await findOnPath(CHROMIUM_SHELL))
}

async function findChromium(): Promise<string | undefined> {
  if (process.env.SHOAL_CHROMIUM) return process.env.SHOAL_CHROMIUM
  for (const name of CHROMIUM_NAMES) {
    const path = await findOnPath(name)
    if (path) return path
  }
  const playwright = z
    .object({ chromium: z.object({ executablePath: z.function({ output: z.string() }) }) })
    .parse(createRequire(import.meta.url)('playwright-core'))
  return globSync(playwright.chromium.executablePath())[0]
}

async function findPostgreSql(): Promise<string | undefined> {
  return globSync('/usr/lib/postgresql/*/bin/initdb').sort().at(-1) ?? (await findOnPath('initdb'))
}

/** Browsers and the test picture's clock draw text. */
async function findFont(): Promise<string | undefined> {
  const folders = ['/usr/share/fonts', '/usr/local/share/fonts', '/System/Library/Fonts']
  return globSync(folders.map((folder) => `${folder}/**/*.{ttf,otf,ttc}`))[0]
}

function gstreamerPlugins(set: string, plugin: string): Tool {
  const find = async () => globSync(`/usr/lib/*/gstreamer-1.0/libgst${plugin}.so`)[0]
  return { name: `GStreamer's ${set} plugins`, package: `gstreamer1.0-plugins-${set}`, isOptional: true, find }
}
