/** What V8 holds once it has thrown away what nobody needs any more. */

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { z } from 'zod'

setFlagsFromString('--expose-gc')
const collect = z.custom<() => void>((value) => typeof value === 'function').parse(runInNewContext('gc'))

export function heapMegabytes(): number {
  collect()
  return process.memoryUsage().heapUsed / 1024 / 1024
}
