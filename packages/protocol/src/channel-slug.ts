/** The name of a channel in URLs, as in `/@slug`. */

import { z } from 'zod'

export const channelSlugSchema = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
    'use 1 to 40 small letters, digits and hyphens, with a letter or digit at both ends',
  )
