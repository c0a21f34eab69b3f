/** The settings that every part that opens the database reads from its environment. */

import { z } from 'zod'

/** A raw zod shape, to spread into a part's own schema. */
export const databaseEnvironment = {
  DATABASE_URL: z
    .url({
      protocol: /^postgres(ql)?$/,
      error: 'must be a PostgreSQL URL such as postgresql://user:password@host:5432/name',
    })
    .optional(),
  DATABASE_PASSWORD_FILE: z.string().optional(),
}
