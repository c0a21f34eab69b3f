import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, copyFile, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { findOnPath } from './processes/find-on-path.ts'
import { processesWith } from './testing/run-script.ts'
import { workspaceRoot } from './workspace.ts'

/** A clone in small: one package of its own brings the `node` that the scripts run with, so nothing is downloaded. */
const PACKAGE = { name: 'clone', private: true, type: 'module', dependencies: { 'small-node': 'file:small-node' } }
const HELLO = `if (process.argv.includes('wait')) {
  process.on('SIGINT', () => process.exit(7))
  process.on('SIGTERM', () => process.exit(8))
  setInterval(() => {}, 1000)
} else process.exitCode = 3
console.log('hello', process.argv.slice(2).join(' '))`

describe('the first thing that runs on a fresh clone', () => {
  let clone: string

  beforeEach(async () => {
    clone = await mkdtemp(join(tmpdir(), 'shoal-clone-'))
    await mkdir(join(clone, 'scripts'))
    await mkdir(join(clone, 'small-node'))
    await copyFile(join(workspaceRoot, 'scripts/bootstrap.mjs'), join(clone, 'scripts/bootstrap.mjs'))
    await writeFile(join(clone, 'scripts/hello.ts'), HELLO)
    await writeFile(join(clone, 'package.json'), JSON.stringify(PACKAGE))
    await writeFile(join(clone, 'package-lock.json'), '{"name":"clone","lockfileVersion":3,"packages":{}}')
    const bin = { name: 'small-node', version: '1.0.0', bin: { node: 'node.sh' } }
    await writeFile(join(clone, 'small-node/package.json'), JSON.stringify(bin))
    await writeFile(join(clone, 'small-node/node.sh'), `#!/bin/sh\nexec ${process.execPath} "$@"\n`)
    await chmod(join(clone, 'small-node/node.sh'), 0o755)
  })
  afterEach(() => rm(clone, { recursive: true, force: true }))

  const start = (...args: string[]) => startWith({}, ...args)

  function startWith(
    { node = process.execPath, env = {} }: { node?: string; env?: NodeJS.ProcessEnv },
    ...args: string[]
  ) {
    return run(node, [join(clone, 'scripts/bootstrap.mjs'), ...args], env)
  }

  function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv) {
    const child = spawn(command, args, { cwd: clone, env: { ...process.env, ...env } })
    let printed = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text: Buffer) => {
        printed += text
      })
    }
    const code = new Promise<number | null>((resolve) => child.once('close', resolve))
    return { child, code, printed: () => printed }
  }

  it('installs what is missing, hands over, and passes on arguments and the exit code', async () => {
    const first = start('hello', 'one', '--two')
    expect(await first.code).toBe(3)
    expect(first.printed()).toMatch(
      /… installing the dependencies\n(?:….*\n)*✔ installing the dependencies \(\d+ s\)\nhello one --two/,
    )

    const second = start('hello')
    expect(await second.code).toBe(3)
    expect(second.printed()).toBe('hello \n')
  })

  it('installs again when the lockfile has changed', async () => {
    await start('hello').code
    await writeFile(join(clone, 'package-lock.json'), '{"name":"clone","lockfileVersion":3,"packages":{} }')
    const again = start('hello')
    await again.code
    expect(again.printed()).toContain('✔ installing the dependencies')
  })

  it('says in one sentence that the installation failed, where its log is, and tries again the next time', async () => {
    const broken = { ...PACKAGE, dependencies: { 'small-node': 'file:nowhere.tgz' } }
    await writeFile(join(clone, 'package.json'), JSON.stringify(broken))
    const failed = start('hello')
    expect(await failed.code).toBe(1)
    const log = join(clone, '.cache/install.log')
    expect(failed.printed().trim().split('\n').at(-1)).toMatch(
      /^The dependencies could not be installed .*: look into .*install\.log/,
    )
    expect(await readFile(log, 'utf8')).toContain('nowhere.tgz')

    await writeFile(join(clone, 'package.json'), JSON.stringify(PACKAGE))
    expect(await start('hello').code).toBe(3)
  })

  it('begins anew after an installation that was cut short: npm takes half a package for the whole', async () => {
    const slow = { ...PACKAGE, scripts: { preinstall: 'touch begun && exec sleep 20' } }
    await writeFile(join(clone, 'package.json'), JSON.stringify(slow))
    const cut = start('hello')
    await vi.waitFor(() => expect(existsSync(join(clone, 'begun'))).toBe(true), { timeout: 15_000 })
    cut.child.kill('SIGTERM')
    expect(await cut.code).not.toBe(0)
    // as `npm start` runs it: by the Node that the installation before has brought
    const ownNode = join(clone, 'node_modules/node')
    await mkdir(join(clone, 'node_modules'), { recursive: true })
    await copyFile(process.execPath, ownNode)
    const npm = await realpath((await findOnPath('npm')) ?? '')

    await writeFile(join(clone, 'package.json'), JSON.stringify(PACKAGE))
    const byNpm = { npm_execpath: npm, npm_node_execpath: process.execPath }
    const again = startWith({ node: ownNode, env: byNpm }, 'hello')
    expect(await again.code).toBe(3)
    expect(existsSync(ownNode)).toBe(false)
  })

  it('says in one sentence that nothing can be written beside it', async () => {
    await writeFile(join(clone, '.cache'), '') // as root would write into a folder that is only not to be written to
    const refused = start('hello')
    expect(await refused.code).toBe(1)
    expect(refused.printed()).toBe(`${clone}/ cannot be written to (EEXIST): run Shoal as the folder's owner.\n`)
  })

  it('installs once for two that start at the same time', async () => {
    const both = [start('hello'), start('hello')]
    expect(await Promise.all(both.map(({ code }) => code))).toEqual([3, 3])
    expect(both.filter(({ printed }) => printed().includes('✔ installing the dependencies'))).toHaveLength(1)
  })

  it.each([
    ['SIGINT', 7],
    ['SIGTERM', 8],
  ] as const)('passes on %s and waits for what it started', async (signal, code) => {
    const running = start('hello', 'wait')
    await vi.waitFor(() => expect(running.printed()).toContain('hello wait'), { timeout: 30_000 })
    running.child.kill(signal)
    expect(await running.code).toBe(code)
  })

  it('ends with npm, whether npm is told to end or is killed', async () => {
    const { scripts } = JSON.parse(await readFile(join(workspaceRoot, 'package.json'), 'utf8'))
    const verb = { hello: `${scripts.start.replace(/start$/, 'hello')} wait` }
    await writeFile(join(clone, 'package.json'), JSON.stringify({ ...PACKAGE, scripts: verb }))
    const begin = async () => {
      const running = run('npm', ['run', '--silent', 'hello'], { CLONE: clone })
      await vi.waitFor(() => expect(running.printed()).toContain('hello wait'), { timeout: 30_000 })
      return running
    }
    const left = () => processesWith(`CLONE=${clone}`)

    const told = await begin()
    told.child.kill('SIGTERM')
    expect(await told.code).toBe(8)
    expect(await left()).toEqual([])

    const killed = await begin()
    killed.child.kill('SIGKILL')
    await expect.poll(left, { timeout: 10_000 }).toEqual([])
  })

  it('knows only its own verbs', async () => {
    const wrong = start('../evil')
    expect(await wrong.code).toBe(1)
    expect(wrong.printed()).toMatch(/^usage: /)
  })
})
