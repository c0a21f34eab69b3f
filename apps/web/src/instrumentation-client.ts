/** Runs in the browser before anything else of ours (Next's convention). */

import { config } from 'zod/v4/core'

// zod would compile its parsers with `new Function`; our Content-Security-Policy refuses even the attempt, and reports it.
config({ jitless: true })
