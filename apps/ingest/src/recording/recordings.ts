/** Everything that is kept on disk: what becomes of a broadcast at its end, and the recordings that viewers ask for. */

import { finishRecording } from '@shoal/db/recordings'
import type { Logger } from 'pino'
import type { DatabaseQueue } from '../broadcast/database-queue.ts'
import { BroadcastMedia } from '../hls/broadcast-media.ts'
import { broadcastsFolder } from './broadcast-folder.ts'
import { Library } from './library.ts'
import type { Recorder } from './recorder.ts'

export type EndedBroadcast = { broadcastId: string; recorder: Recorder; reason: string; isRecorded: boolean }

export class Recordings {
  readonly root: string
  readonly library: Library<BroadcastMedia>
  readonly #writes: DatabaseQueue

  constructor({ dataFolder, writes }: { dataFolder: string; writes: DatabaseQueue; log: Logger }) {
    this.root = broadcastsFolder(dataFolder)
    this.#writes = writes
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
}
