/** How much garbage V8 lets come together before it goes through the whole heap. */

import { setFlagsFromString } from 'node:v8'

/** Of what is in use after a collection, in percent: as much again. */
const GROWTH_PERCENT = 100

/**
 * For a process that makes little garbage but of buffers, V8 chooses a tenth, and eight megabytes at least: with a live
 * broadcast that is a collection of everything, the database client's forty megabytes too, each four seconds, and a
 * quarter of the processor time. The flag is read anew at each collection.
 */
export function letHeapGrow(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`)
}
