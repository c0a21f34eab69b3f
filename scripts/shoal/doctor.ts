/** `shoal doctor`: looks at everything that a broadcast needs, and says what to do about what is wrong. */

import { Command } from 'commander'
import { loadSettings } from '../settings.ts'
import type { Check } from './check.ts'
import { checkDatabase } from './check-database.ts'
import { checkCalibration, checkEncoder, checkFfmpeg } from './check-ffmpeg.ts'
import { checkDataFolder, checkDisk, checkSecrets } from './check-folders.ts'
import { checkNode, checkPorts, checkUdp } from './check-machine.ts'
import { verb } from './verb.ts'

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('Looks at ffmpeg, ports, disk, database, secrets and the network. Exit code 1 when something fails.')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  npm run shoal -- doctor')
    .action(verb(examine))
}

async function examine({ json }: { json?: boolean }): Promise<void> {
  const settings = loadSettings(process.env)
  const folder = await checkDataFolder(settings)
  const checks = [
    checkNode(),
    folder,
    ...(folder.state === 'ok' ? await Promise.all([checkDisk(settings), checkDatabase(settings)]) : []),
    await checkSecrets(settings.secretsFolder),
    ...(await checkFfmpeg(settings)),
    await checkEncoder(settings),
    await checkCalibration(settings),
    ...(await checkPorts(settings)),
    ...(await checkUdp()),
  ]
  const isWell = checks.every((check) => check.state !== 'fail')
  process.stdout.write(json ? `${JSON.stringify({ ok: isWell, checks })}\n` : `${checks.map(lineOf).join('\n')}\n`)
  if (!isWell) process.exitCode = 1
}

function lineOf({ name, state, found, advice }: Check): string {
  return `${state.padEnd(6)}${name.padEnd(16)}${found}${advice ? `\n${' '.repeat(22)}→ ${advice}` : ''}`
}
