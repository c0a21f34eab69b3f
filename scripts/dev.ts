/** `npm run dev`: like npm start, but a change in the source restarts what it touches. */

import { Command } from 'commander'
import { runStack } from './stack/run-stack.ts'

const { verbose } = new Command('npm run dev --')
  .description('Starts Shoal for working on it: a change in the source restarts what it touches.')
  .option('--verbose', 'show every line that the servers log', false)
  .parse()
  .opts<{ verbose: boolean }>()

process.exit(await runStack({ mode: 'dev', isVerbose: verbose }))
