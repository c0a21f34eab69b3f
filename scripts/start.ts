/** `npm start`: everything, on this machine. */

import { Command } from 'commander'
import { runStack } from './stack/run-stack.ts'

const { verbose } = new Command('npm start --')
  .description('Starts Shoal: database, ingest, tracker and web app. Settings come from the environment or .env.')
  .option('--verbose', 'show every line that the servers log', false)
  .parse()
  .opts<{ verbose: boolean }>()

process.exit(await runStack({ mode: 'start', isVerbose: verbose }))
