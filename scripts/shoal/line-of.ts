/** What a flag calls something, as the pages ask for it: one line without control characters. */

import { cleanLine } from '@shoal/protocol/plain-text'
import { z } from 'zod'

const LONGEST_LINE = 80

export const lineOf = (option: string, longest = LONGEST_LINE) =>
  z
    .string()
    .overwrite(cleanLine)
    .min(1, `${option} must not be empty`)
    .max(longest, `${option} must have ${longest} characters at most`)
