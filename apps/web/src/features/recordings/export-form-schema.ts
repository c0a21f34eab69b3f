/** What the studio sends to have a recording made into a file. */

import { rungNameSchema } from '@shoal/protocol/hls-path'
import { z } from 'zod'

export const exportFormSchema = z.strictObject({ rung: rungNameSchema })
