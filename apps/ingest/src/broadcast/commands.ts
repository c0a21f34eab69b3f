/** Does what the web app asks for: ends a broadcast, starts and stops the studio's test picture. */

import { type IngestCommand, settleIngestCommand } from '@shoal/db/ingest-commands'
import type { IngestOutcome } from '@shoal/protocol/ingest-command'
import type { Logger } from 'pino'
import type { DatabaseQueue } from './database-queue.ts'
import type { LiveBroadcasts } from './live-broadcasts.ts'
import type { TestPictures } from './test-picture.ts'

type CommandParts = { broadcasts: LiveBroadcasts; testPictures: TestPictures; writes: DatabaseQueue; log: Logger }

export class Commands {
  readonly #parts: CommandParts

  constructor(parts: CommandParts) {
    this.#parts = parts
  }

  obey(command: IngestCommand): void {
    const { writes, log } = this.#parts
    const settle = (outcome: IngestOutcome) => {
      log.info({ command: command.kind, channel: command.channelId, outcome }, 'asked by the web app')
      writes.add('settle command', (db) => settleIngestCommand(db, command.id, outcome))
    }
    this.#do(command).then(settle, (error: unknown) => {
      log.error({ err: error, command: command.kind }, 'a command failed')
      settle('failed')
    })
  }

  async #do({ kind, channelId, channelSlug }: IngestCommand): Promise<IngestOutcome> {
    const { broadcasts, testPictures } = this.#parts
    switch (kind) {
      case 'end-broadcast':
        testPictures.stop(channelId)
        return broadcasts.endByStreamer(channelId) ? 'done' : 'not-live'
      case 'start-test-picture':
        return await testPictures.start({ id: channelId, slug: channelSlug })
      case 'stop-test-picture':
        if (!testPictures.stop(channelId)) return 'not-live'
        broadcasts.endByStreamer(channelId, { isRefusedAfter: false })
        return 'done'
    }
  }
}
