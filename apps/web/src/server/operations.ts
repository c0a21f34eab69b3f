/** Every operation of the HTTP API, in the order of its document. */

import { updateSettings } from '../features/studio/settings-operation.ts'
import type { Operation } from './operation.ts'

export const OPERATIONS: readonly Operation[] = [
  // channels
  updateSettings,
]
