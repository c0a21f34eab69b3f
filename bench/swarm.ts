/** Swarms of viewers with real data channels on shaped uplinks: our engine beside the loader's settings and plain HTTP. */

import { printResult } from './compare.ts'
import { runBars } from './swarm/bars.ts'
import { parseOptions } from './swarm/options.ts'
import { runSettings } from './swarm/run-setting.ts'

const { bars, ...options } = parseOptions()
printResult({ bench: 'swarm', ...options, ...(bars ? await runBars(options) : await runSettings(options)) })
