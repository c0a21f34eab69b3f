/** Does what the web app asks for: ends a broadcast, starts and stops the studio's test picture, watches other servers' broadcasts. */

import { type IngestCommand, settleIngestCommand } from '@shoal/db/ingest-commands'
import type { WitnessOutcome } from '@shoal/protocol/ingest-command'
import type { Logger } from 'pino'
import type { Witnesses } from '../elsewhere/witnesses.ts'
import type { DatabaseQueue } from './database-queue.ts'
import type { LiveBroadcasts } from './live-broadcasts.ts'
import type { TestPictures } from './test-picture.ts'

type CommandParts = {
  broadcasts: LiveBroadcasts
  testPictures: TestPictures
  witnesses: Witnesses
  writes: DatabaseQueue
  log: Logger
}

export class Commands {
  readonly #parts: CommandParts

  constructor(parts: CommandParts) {
    this.#parts = parts
  }

  obey(command: IngestCommand): void {
    const { writes, log } = this.#parts
    const settle = (outcome: WitnessOutcome) => {
      log.info({ command: command.kind, channel: command.channelId, outcome }, 'asked by the web app')
      writes.add('settle command', (db) => settleIngestCommand(db, command.id, outcome))
    }
    this.#do(command).then(settle, (error: unknown) => {
      log.error({ err: error, command: command.kind }, 'a command failed')
      settle('failed')
    })
  }

  async #do({ kind, channelId, channelSlug }: IngestCommand): Promise<WitnessOutcome> {
    const { broadcasts, testPictures, witnesses } = this.#parts
    switch (kind) {
      case 'end-broadcast':
        testPictures.stop(channelId)
        return witnesses.end(channelId) || broadcasts.endByStreamer(channelId) ? 'done' : 'not-live'
      case 'start-test-picture':
        return await testPictures.start({ id: channelId, slug: channelSlug })
      case 'stop-test-picture':
        if (!testPictures.stop(channelId)) return 'not-live'
        broadcasts.endByStreamer(channelId, { isRefusedAfter: false })
        return 'done'
      case 'watch-elsewhere':
        return await witnesses.wake(channelId)
    }
  }
}
