/** Appends lines to a journal, in order, as many at once as have come while the ones before were written. */

import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { journalPath } from './broadcast-folder.ts'
import { type JournalLine, writeJournalLine } from './journal-line.ts'

type Waiting = { text: string; resolve(): void; reject(error: unknown): void }

export class JournalWriter implements AsyncDisposable {
  readonly #path: string
  #file: FileHandle | null = null
  #waiting: Waiting[] = []
  #writing: Promise<void> | null = null
  /** Whether what is there may end in the middle of a line. */
  #isTorn = true

  constructor(folder: string) {
    this.#path = journalPath(folder)
  }

  /** Resolves when the system has taken it. @throws its error, such as ENOSPC; the line is then not in the journal. */
  append(line: JournalLine): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ text: writeJournalLine(line), resolve, reject })
      this.#writing ??= this.#drain()
    })
  }

  /** Puts these lines in the place of all that is there. Not while an `append` is waited for. */
  async replace(lines: Iterable<JournalLine>): Promise<void> {
    await this.#close()
    const text = Array.from(lines, writeJournalLine).join('')
    const temporary = `${this.#path}.new`
    try {
      const file = await open(temporary, 'w')
      try {
        await file.writeFile(text)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(temporary, this.#path)
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing
    await this.#close()
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0)
      try {
        await this.#write(batch.map(({ text }) => text).join(''))
        for (const { resolve } of batch) resolve()
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    this.#writing = null
  }

  async #write(text: string): Promise<void> {
    this.#file ??= await open(this.#path, 'a')
    const { size } = await this.#file.stat()
    // A process that was killed may have left half a line: what comes now begins one of its own.
    const start = this.#isTorn && size > 0 ? '\n' : ''
    this.#isTorn = true
    try {
      await this.#file.appendFile(start + text)
    } catch (error) {
      // Lines of a batch that failed are not to be found later. Where that fails too, the next line starts afresh.
      await this.#file.truncate(size).catch(() => {})
      throw error
    }
    this.#isTorn = false
  }

  async #close(): Promise<void> {
    const file = this.#file
    this.#file = null
    await file?.close()
  }
}
