/** The system's package manager, where this user may use it without being asked for a password. */

import { userInfo } from 'node:os'
import { findOnPath } from '../processes/find-on-path.ts'
import { CommandFailedError, runCommand } from '../processes/run-command.ts'

export type Installer = {
  name: string
  /** Resolves with the last line of a failure, or undefined. `note` hears each step. */
  install(packages: readonly string[], note: (text: string) => void): Promise<string | undefined>
}

type PackageManager = {
  name: string
  /** Homebrew refuses to run as root, and needs no rights. */
  needsRoot: boolean
  commands(packages: readonly string[]): string[][]
}

const PACKAGE_MANAGERS: readonly PackageManager[] = [
  {
    name: 'apt-get',
    needsRoot: true,
    commands: (packages) => [
      ['apt-get', 'update'],
      ['apt-get', 'install', '--yes', '--no-install-recommends', ...packages],
    ],
  },
  { name: 'dnf', needsRoot: true, commands: (packages) => [['dnf', 'install', '--assumeyes', ...packages]] },
  { name: 'apk', needsRoot: true, commands: (packages) => [['apk', 'add', ...packages]] },
  { name: 'brew', needsRoot: false, commands: (packages) => [['brew', 'install', ...packages]] },
]

/** Undefined where there is none, or where it would ask for a password. */
export async function selectInstaller(signal?: AbortSignal): Promise<Installer | undefined> {
  for (const manager of PACKAGE_MANAGERS) {
    if (!(await findOnPath(manager.name))) continue
    const prefix = manager.needsRoot ? await rootPrefix() : []
    if (prefix) return installerOf(manager, prefix, signal)
  }
  return undefined
}

/** What to put before a command to run it as root; undefined when that is not possible. */
async function rootPrefix(): Promise<string[] | undefined> {
  if (userInfo().uid === 0) return []
  if (!(await findOnPath('sudo'))) return undefined
  return runCommand({ command: 'sudo', args: ['-n', 'true'] }).then(
    () => ['sudo', '-n'],
    () => undefined,
  )
}

function installerOf(manager: PackageManager, prefix: string[], signal: AbortSignal | undefined): Installer {
  return {
    name: manager.name,
    async install(packages, note) {
      let failure: string | undefined
      for (const words of manager.commands(packages)) {
        const [command = '', ...args] = [...prefix, ...environmentFor(manager, prefix), ...words]
        try {
          await runCommand({
            command,
            args,
            env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
            onLine: (line) => note(`${words.slice(0, 2).join(' ')}: ${line.slice(0, 80)}`),
            ...(signal ? { signal } : {}),
          })
          failure = undefined
        } catch (error) {
          if (!(error instanceof CommandFailedError)) throw error
          failure = error.lastLine // lists that could not all be renewed may still be good enough to install from
        }
      }
      return failure
    },
  }
}

/** sudo drops the environment, so what must arrive is said on its command line. */
function environmentFor(manager: PackageManager, prefix: string[]): string[] {
  return manager.name === 'apt-get' && prefix.length > 0 ? ['env', 'DEBIAN_FRONTEND=noninteractive'] : []
}
