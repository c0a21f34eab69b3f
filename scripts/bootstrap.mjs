/**
 * The first thing that runs on a fresh clone: installs what package-lock.json names, then hands over to scripts/<verb>.ts.
 * Plain JavaScript for the host's own Node, which may be older than the one that Shoal brings along, with nothing installed.
 */

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const modules = join(root, 'node_modules')
const stamp = join(modules, '.shoal-installed')
const lock = join(root, '.cache', 'install.lock')
const log = join(root, '.cache', 'install.log')
/** There from the beginning of an installation until it has come to its end. */
const unfinished = join(root, '.cache', 'install.unfinished')
/** An image that was built with everything in it says so, and brings the right Node itself. */
const isImage = process.env.SHOAL_INSTALLED === '1'
const node = isImage ? process.execPath : join(modules, '.bin', 'node')

const oldestMajor = 20
if (Number(process.versions.node.split('.')[0]) < oldestMajor) {
  fail(
    `Shoal needs Node ${oldestMajor} or newer to start and this is ${process.version}: install a newer one and try again.`,
  )
}

const [verb, ...args] = process.argv.slice(2)
if (verb === undefined || !/^[a-z-]+$/.test(verb) || !existsSync(join(root, 'scripts', `${verb}.ts`))) {
  fail('usage: node scripts/bootstrap.mjs start|dev|shoal|test-picture|test [arguments]')
}

if (!isInstalled()) {
  makeCacheFolder()
  await whileLocked(async () => {
    if (!isInstalled()) await install()
  })
}
await handOver()

function fail(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

function lockfileHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
}

function isInstalled() {
  if (isImage) return true
  return existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === lockfileHash()
}

function makeCacheFolder() {
  try {
    mkdirSync(join(root, '.cache'), { recursive: true })
  } catch (error) {
    failUnwritable(error)
  }
}

function failUnwritable({ code }) {
  fail(`${root} cannot be written to (${code}): run Shoal as the folder's owner.`)
}

/** One installation at a time: a folder is made by exactly one process, and a lock whose owner is gone is broken. */
async function whileLocked(work) {
  for (let waits = 0; ; waits++) {
    try {
      mkdirSync(lock)
      break
    } catch (error) {
      if (error.code !== 'EEXIST') failUnwritable(error)
      if (waits === 0) process.stderr.write('another installation is running in this folder: waiting for it\n')
      if (!ownerLives()) rmSync(lock, { recursive: true, force: true })
      await sleep(250)
    }
  }
  writeFileSync(join(lock, 'pid'), String(process.pid))
  process.on('exit', () => rmSync(lock, { recursive: true, force: true }))
  await work()
  rmSync(lock, { recursive: true, force: true })
}

function ownerLives() {
  try {
    process.kill(Number(readFileSync(join(lock, 'pid'), 'utf8')) || -1e9, 0)
    return true
  } catch (error) {
    // between the folder and the file in it lies a moment; only an old lock without an owner is broken
    if (error.code === 'ENOENT') return existsSync(lock) && Date.now() - statSync(lock).mtimeMs < 5000
    return error.code === 'EPERM'
  }
}

async function install() {
  rmSync(stamp, { force: true })
  const hash = lockfileHash()
  // npm takes what a killed npm has unpacked half for the whole package, and leaves it as it is
  if (existsSync(unfinished)) removeModules()
  writeFileSync(unfinished, '')
  const output = openSync(log, 'w')
  // `npm ci` refuses a lockfile that lacks another platform's optional packages (docs/decisions/0003)
  const npmArguments = [
    'install',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--no-progress',
    '--loglevel=warn', // `npm run --silent` hands its silence on, and the log would be empty
    '--include=dev',
    '--include=optional',
  ]
  // npm's own Node: the one that runs this file may be in the folder that has just been removed
  const npm = process.env.npm_execpath?.endsWith('.js')
    ? [process.env.npm_node_execpath ?? process.execPath, process.env.npm_execpath, ...npmArguments]
    : ['npm', ...npmArguments]
  const child = spawn(npm[0], npm.slice(1), { cwd: root, env: quietEnvironment(), stdio: ['ignore', output, output] })
  const stop = stopWithUs(child)
  const done = showProgress('installing the dependencies')
  const result = await ended(child)
  closeSync(output)
  stop()
  if (result.signalled) process.exit(128 + constants.signals[result.signalled])
  if (result.error || result.code !== 0) {
    done('✖')
    fail(`The dependencies could not be installed${lastErrorLine(result.error)}: look into ${log}, then start again.`)
  }
  if (!existsSync(node)) {
    done('✖')
    fail(
      'Node 24 is missing after the installation: allow install scripts (npm config set ignore-scripts false), then start again.',
    )
  }
  writeFileSync(stamp, `${hash}\n`)
  rmSync(unfinished, { force: true })
  done('✔')
}

function removeModules() {
  const workspaces = ['apps', 'packages'].flatMap((group) => {
    const folder = join(root, group)
    return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []
  })
  for (const folder of [root, ...workspaces]) rmSync(join(folder, 'node_modules'), { recursive: true, force: true })
}

/** What npm tells its scripts about this package would confuse the npm below it; a person's own settings stay. */
function quietEnvironment() {
  const noise =
    /^(npm_(lifecycle|package|command|node_execpath|execpath|config_(local_prefix|omit|production|only|global))|INIT_CWD$|NODE_ENV$)/
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !noise.test(name))),
    npm_config_update_notifier: 'false',
  }
}

function lastErrorLine(error) {
  if (error) return ` (${error.message})`
  const lines = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => /^npm (error|ERR!) \S/.test(line) && !/complete log/i.test(line))
  const line = lines.find((candidate) => !/ (code|errno|syscall) /.test(candidate))?.replace(/^npm (error|ERR!) /, '')
  return line ? ` (${line.slice(0, 160)})` : ''
}

/** On a terminal a line that moves; elsewhere one line at the start, one each ten seconds and one at the end. */
function showProgress(what) {
  const begun = Date.now()
  const elapsed = () => `${Math.round((Date.now() - begun) / 1000)} s`
  const tty = process.stderr.isTTY
  const frames = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'
  let frame = 0
  if (!tty) process.stderr.write(`… ${what}\n`)
  const draw = () => {
    if (tty) process.stderr.write(`\r${frames[frame++ % frames.length]} ${what} (${elapsed()}) `)
    else process.stderr.write(`… ${what}, ${elapsed()} so far\n`)
  }
  const timer = setInterval(draw, tty ? 100 : 10_000)
  return (mark) => {
    clearInterval(timer)
    process.stderr.write(`${tty ? '\r' : ''}${mark} ${what} (${elapsed()})${tty ? '   ' : ''}\n`)
  }
}

function ended(child) {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ error }))
    child.once('exit', (code, signalled) => resolve({ code, signalled }))
  })
}

/** Passes on what we are told; the child decides when it is over. */
function stopWithUs(child) {
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const forward = (name) => child.kill(name)
  for (const name of names) process.on(name, forward)
  return () => {
    for (const name of names) process.off(name, forward)
  }
}

/** npm passes on what it is told, but cannot tell that it was killed. */
function stopWithNpm(child) {
  if (process.env.npm_lifecycle_event !== verb) return
  const npm = process.ppid
  const look = () => {
    if (process.ppid === npm) return
    clearInterval(timer)
    child.kill('SIGTERM')
  }
  const timer = setInterval(look, 500)
}

/** The channel tells the child when this process was killed in a way that it cannot pass on. */
async function handOver() {
  const env = { ...process.env, PATH: `${join(modules, '.bin')}:${process.env.PATH ?? ''}` }
  const child = spawn(node, [join(root, 'scripts', `${verb}.ts`), ...args], {
    cwd: process.cwd(),
    env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  stopWithUs(child)
  stopWithNpm(child)
  const result = await ended(child)
  if (result.error) fail(`${node} could not be started (${result.error.message}): delete node_modules and start again.`)
  process.exit(result.signalled ? 128 + constants.signals[result.signalled] : result.code)
}
