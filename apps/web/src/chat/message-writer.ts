/** Writes messages down in batches: many senders cost the database one statement each few milliseconds. */

import type { NewChatMessage } from '@shoal/db/chat-messages'

const MAX_BATCH = 200

export type Written = { kind: 'written'; id: number; isNew: boolean } | { kind: 'gone' | 'busy' | 'failed' }

type Options = {
  everyMs: number
  /** More than this that wait are refused as `busy`. */
  maxWaiting: number
  write: (messages: readonly NewChatMessage[]) => Promise<({ id: number; isNew: boolean } | null)[]>
  /** What is new, in order, after its senders have heard of it. */
  onWritten: (messages: (NewChatMessage & { id: number })[]) => void
  onFailure: (error: unknown) => void
}

type Waiting = { message: NewChatMessage; answer: (written: Written) => void }

export class MessageWriter {
  readonly #options: Options
  #waiting: Waiting[] = []
  #timer: NodeJS.Timeout | null = null
  #writing: Promise<void> | null = null

  constructor(options: Options) {
    this.#options = options
  }

  add(message: NewChatMessage): Promise<Written> {
    if (this.#waiting.length >= this.#options.maxWaiting) return Promise.resolve({ kind: 'busy' })
    return new Promise((answer) => {
      this.#waiting.push({ message, answer })
      this.#schedule()
    })
  }

  /** Resolves once nothing waits any more. */
  async drain(): Promise<void> {
    while (this.#waiting.length > 0 || this.#writing) {
      if (this.#timer) clearTimeout(this.#timer)
      this.#timer = null
      await (this.#writing ?? this.#write())
    }
  }

  #schedule(): void {
    if (this.#timer || this.#writing || this.#waiting.length === 0) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      void this.#write()
    }, this.#options.everyMs)
  }

  #write(): Promise<void> {
    const batch = this.#waiting.splice(0, MAX_BATCH)
    this.#writing = this.#writeBatch(batch).finally(() => {
      this.#writing = null
      this.#schedule()
    })
    return this.#writing
  }

  async #writeBatch(batch: Waiting[]): Promise<void> {
    let given: ({ id: number; isNew: boolean } | null)[]
    try {
      given = await this.#options.write(batch.map(({ message }) => message))
    } catch (error) {
      this.#options.onFailure(error)
      for (const { answer } of batch) answer({ kind: 'failed' })
      return
    }
    const fresh: (NewChatMessage & { id: number })[] = []
    batch.forEach(({ message, answer }, index) => {
      const one = given[index]
      answer(one ? { kind: 'written', ...one } : { kind: 'gone' })
      if (one?.isNew) fresh.push({ ...message, id: one.id })
    })
    // the answers' continuations first, so that a sender hears "sent" before its own line
    await new Promise((resolve) => setImmediate(resolve))
    this.#options.onWritten(fresh.toSorted((a, b) => a.id - b.id))
  }
}
