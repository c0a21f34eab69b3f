/** `shoal capacity`: how many viewers this server carries, with and without P2P, and what runs out first. */

import { availableParallelism, totalmem } from 'node:os'
import { Command, InvalidArgumentError, Option } from 'commander'
import { OperatorError } from '../operator-error.ts'
import { describeCapacity } from './capacity/describe-capacity.ts'
import { loadOffloadTable, scenariosOf, selectCurve } from './capacity/offload-table.ts'
import { planCapacity, type Rung } from './capacity/plan-capacity.ts'
import { serverCosts } from './capacity/server-costs.ts'
import { verb } from './verb.ts'

type Flags = {
  uplinkMbps: number
  rungs: Rung[]
  scenario: string
  latency: number
  segmentSeconds: number
  cores: number
  memoryMb: number
  json?: boolean
}

const EXAMPLE = `
Uplinks of the viewers (--scenario), in bit rates of what they watch:
  home   a fifth with half of it, the rest with 2.5 and 7.5 times it
  mixed  a fifth that only receives, the rest with 0.6 to 10 times it
  tight  1.25 times it on average
  lan    far more than needed

Example:
  npm run shoal -- capacity --uplink-mbps 1000 --rungs 4000:0.5,1500:0.5`

const watched = new Option('--rungs <list>', 'what viewers watch, in kbit/s, each with its share of them')
  .argParser(parseRungs)
  .default(parseRungs('2500'), '2500')

export function capacityCommand(): Command {
  return new Command('capacity')
    .description('Says how many viewers this server carries, with and without P2P, and what runs out first.')
    .option('--uplink-mbps <number>', 'what the server sends, in Mbit/s', positive, 100)
    .addOption(watched)
    .option('--scenario <name>', "the viewers' uplinks", 'home')
    .option('--latency <seconds>', 'from the camera to the screen', positive, 8)
    .option('--segment-seconds <number>', '2, or 1 in low mode', positive, 2)
    .option('--cores <number>', 'processor cores', positive, availableParallelism())
    .option('--memory-mb <number>', 'memory in megabytes', positive, Math.round(totalmem() / 1e6))
    .option('--json', 'print one JSON object')
    .addHelpText('after', EXAMPLE)
    .action(verb(say))
}

async function say(flags: Flags): Promise<void> {
  const { uplinkMbps, rungs, scenario, latency, segmentSeconds, cores, memoryMb, json } = flags
  const table = loadOffloadTable()
  const curve = selectCurve(table, { scenario, segmentSeconds, latencySeconds: latency })
  if (!scenariosOf(table).includes(scenario)) {
    throw new OperatorError(`--scenario is one of ${scenariosOf(table).join(', ')}.`)
  }
  if (!curve) throw new OperatorError('--segment-seconds is 1 or 2.')
  const server = { uplinkMbps, cores, memoryMegabytes: memoryMb }
  const about = { server, rungs, segmentSeconds, costs: serverCosts }
  const carried = {
    withP2p: planCapacity({ ...about, curve }),
    withoutP2p: planCapacity({ ...about, curve: null }),
  }
  const given = { server, rungs, scenario, latencySeconds: latency, segmentSeconds }
  process.stdout.write(
    json ? `${JSON.stringify({ ...given, ...carried })}\n` : describeCapacity({ ...given, ...carried }),
  )
}

function positive(text: string): number {
  const number = Number(text)
  if (!(number > 0 && number < 1e9)) throw new InvalidArgumentError('It has to be a number above 0.')
  return number
}

/** `4000:0.5,1500:0.5`; without shares, all rungs have the same one. */
function parseRungs(text: string): Rung[] {
  const rungs = text.split(',').map((one) => {
    const [kbps = '', share = '1'] = one.split(':')
    return { kbps: positive(kbps), share: positive(share) }
  })
  const sum = rungs.reduce((total, { share }) => total + share, 0)
  return rungs.map(({ kbps, share }) => ({ kbps, share: share / sum }))
}
