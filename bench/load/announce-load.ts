/** A crowd on one tracker, in a process of its own: each viewer has a ticket, announces with five offers, and answers. */

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { z } from 'zod'

export type CrowdOrder =
  | { kind: 'open'; port: number; tickets: string[]; infoHash: string }
  | { kind: 'run'; announces: number; answers: boolean; inFlight: number }

const figuresSchema = z.object({
  /** From the first announce to the last message that came of it. */
  seconds: z.number(),
  acks: z.int(),
  offers: z.int(),
  answers: z.int(),
  refusals: z.int(),
})
export type CrowdFigures = z.infer<typeof figuresSchema>

const replySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), figures: figuresSchema.nullable() }),
  z.object({ kind: z.literal('failed'), message: z.string() }),
])

export type Crowd = AsyncDisposable & {
  /** The viewers announce in turn, `inFlight` of them at a time. Resolves when all that comes of it has come. */
  announce(run: { announces: number; answers: boolean; inFlight?: number }): Promise<CrowdFigures>
}

/** Every viewer has opened its connection and entered the swarm when this resolves. */
export async function openCrowd(options: { port: number; tickets: string[]; infoHash: string }): Promise<Crowd> {
  const child = fork(new URL('./announce-crowd.ts', import.meta.url))
  const order = async (said: CrowdOrder): Promise<CrowdFigures | null> => {
    child.send(said)
    const gone = new AbortController()
    child.once('exit', () => gone.abort(new Error('the crowd is gone')))
    const [message] = await once(child, 'message', { signal: gone.signal })
    const reply = replySchema.parse(message)
    if (reply.kind === 'failed') throw new Error(reply.message)
    return reply.figures
  }
  await order({ kind: 'open', ...options })
  return {
    async announce({ announces, answers, inFlight = 200 }) {
      const figures = await order({ kind: 'run', announces, answers, inFlight })
      if (!figures || figures.refusals > 0 || figures.acks < announces) {
        throw new Error(`announces were refused or lost: ${JSON.stringify(figures)}`)
      }
      return figures
    },
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit')
      child.disconnect()
      await exited
    },
  }
}
