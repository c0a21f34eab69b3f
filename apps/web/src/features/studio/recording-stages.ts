/** How far recordings and their files are: the same until a page that was made before is out of date. Pure. */

import type { StudioRecording } from '../recordings/recording-event.ts'

type Staged = Pick<StudioRecording, 'broadcastId' | 'state'> & {
  exports: readonly Pick<StudioRecording['exports'][number], 'rung' | 'state'>[]
}

export function recordingStages(recordings: readonly Staged[]): string {
  const stages = recordings.map(({ broadcastId, state, exports }) => {
    return [broadcastId, state, ...exports.map((file) => `${file.rung}:${file.state}`)].join(' ')
  })
  return stages.join('\n')
}
