/** Everything that is kept on disk: what becomes of a broadcast at its end, and the recordings that viewers ask for. */

import { finishRecording } from '@shoal/db/recordings'
import type { Logger } from 'pino'
import type { DatabaseQueue } from '../broadcast/database-queue.ts'
import { BroadcastMedia } from '../hls/broadcast-media.ts'
import type { AdoptedBroadcast } from './adopt.ts'
import { broadcastsFolder } from './broadcast-folder.ts'
import { Library } from './library.ts'
import { Recorder } from './recorder.ts'

export type EndedBroadcast = { broadcastId: string; recorder: Recorder; reason: string; isRecorded: boolean }

export class Recordings {
  readonly root: string
  readonly library: Library<BroadcastMedia>
  readonly #writes: DatabaseQueue
  readonly #log: Logger

  constructor({ dataFolder, writes, log }: { dataFolder: string; writes: DatabaseQueue; log: Logger }) {
    this.root = broadcastsFolder(dataFolder)
    this.#writes = writes
    this.#log = log
    this.library = new Library({
      root: this.root,
      isTaken: () => false,
      open: ({ timeline, reader }) => new BroadcastMedia({ timeline, past: reader }),
    })
  }

  async finish({ broadcastId, recorder, reason, isRecorded }: EndedBroadcast): Promise<void> {
    const { seconds, bytes, segments } = await recorder.end(reason)
    if (!isRecorded) return
    const figures = { broadcastId, at: new Date(), seconds, bytes, segments }
    this.#writes.add('finish recording', (db) => finishRecording(db, figures))
  }

  /** One that an earlier run left, and whose publisher will not come back to it. */
  async finishLeft({ folder, facts, journal }: AdoptedBroadcast): Promise<void> {
    const events = { onStored() {}, onPaused() {}, onResumed() {} }
    const recorder = new Recorder({ folder, facts, journal, events, log: this.#log })
    const { id: broadcastId, settings } = facts
    await this.finish({ broadcastId, recorder, reason: 'server-stopped', isRecorded: settings.isRecorded })
  }
}
