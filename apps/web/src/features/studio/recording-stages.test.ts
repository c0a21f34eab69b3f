import { expect, it } from 'vitest'
import { recordingStages } from './recording-stages.ts'

const file = { rung: '720p', state: 'running', progress: 0.1 } as const
const recording = { broadcastId: 'abcdefghij0123456789', state: 'ready', exports: [file] } as const
const before = recordingStages([recording])

it('stays the same while a file is being made', () => {
  const further = { ...file, progress: 0.9 }
  expect(recordingStages([{ ...recording, exports: [further] }])).toBe(before)
})

it('is another once a file is ready, a recording changes, or one is told of no longer', () => {
  const made = { ...file, state: 'ready' } as const
  const others = [
    recordingStages([{ ...recording, exports: [made] }]),
    recordingStages([{ ...recording, state: 'deleting' }]),
    recordingStages([]),
  ]
  expect(others).not.toContain(before)
})
