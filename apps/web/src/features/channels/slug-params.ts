/** The channel in a path of the HTTP API. */

import { z } from 'zod'

export const slugParams = z.object({
  slug: z.string().min(1).max(60).meta({ description: 'The channel’s name in addresses', example: 'harbour' }),
})
