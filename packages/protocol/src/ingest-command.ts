/** What the web app asks ingest to do, and what comes of it. */

import { z } from 'zod'

export const ingestCommandKindSchema = z.enum([
  'end-broadcast',
  'start-test-picture',
  'stop-test-picture',
  'watch-elsewhere',
])
export type IngestCommandKind = z.infer<typeof ingestCommandKindSchema>

/**
 * Why a playlist of another server plays from there alone. `recording`: it has ended, and what is whole already would
 * have to be fetched whole before the first of it could be named. `unreachable` may pass.
 */
export const unshareableSchema = z.enum([
  'no-playlist',
  'encrypted',
  'byte-ranges',
  'separate-tracks',
  'recording',
  'too-large',
  'unreachable',
])
export type Unshareable = z.infer<typeof unshareableSchema>

/**
 * `not-live`: there is nothing to end or to stop. `already-live`: the channel is, so it needs no test picture.
 * `too-many-broadcasts`: the operator's quota is used up. `not-answered`: ingest did not take it up in time.
 */
export const ingestOutcomeSchema = z.enum([
  'done',
  'not-live',
  'already-live',
  'too-many-broadcasts',
  'failed',
  'not-answered',
])
export type IngestOutcome = z.infer<typeof ingestOutcomeSchema>
/** What comes of `watch-elsewhere`. */
export const witnessOutcomeSchema = z.enum([...ingestOutcomeSchema.options, ...unshareableSchema.options])
export type WitnessOutcome = z.infer<typeof witnessOutcomeSchema>

/** What ingest has not taken up by then is let go: nobody waits for it any more. */
export const INGEST_COMMAND_LIFETIME_MS = 10_000
/** A test picture ends by itself. */
export const TEST_PICTURE_MS = 600_000
