/** For tests: a process that records as fast as the disk takes it, until it is killed. The folder is its argument. */

import { setTimeout as wait } from 'node:timers/promises'
import { pino } from 'pino'
import { Recorder } from '../recorder.ts'
import { sampleEpoch, sampleFacts, sampleSegment } from './sample-broadcast.ts'

const [, , folder = ''] = process.argv
const recorder = new Recorder({
  folder,
  facts: sampleFacts(),
  log: pino({ level: 'silent' }),
  events: { onStored: (number) => process.send?.(number), onPaused() {}, onResumed() {} },
})
recorder.startEpoch(sampleEpoch())
for (let number = 0; ; number += 1) {
  const { segment, parts } = sampleSegment(number, 50_000)
  recorder.add(segment, parts)
  while (recorder.queuedBytes > 1_000_000) await wait(1)
}
