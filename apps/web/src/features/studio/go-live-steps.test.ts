import { expect, it } from 'vitest'
import { currentStep, type GoLiveFacts, goLiveSteps } from './go-live-steps.ts'

const first: GoLiveFacts = {
  ...{ state: 'offline', isServerCopied: false, isKeyCopied: false, wasKeyUsed: false, hasKey: true },
  isPreviewed: false,
}

it('goes from the server to the key to the signal as they are copied', () => {
  expect(currentStep(first)).toBe('server')
  expect(currentStep({ ...first, isServerCopied: true })).toBe('key')
  expect(currentStep({ ...first, isServerCopied: true, isKeyCopied: true })).toBe('signal')
})

it('waits for a signal at once where an encoder was set up before', () => {
  expect(currentStep({ ...first, state: 'ended', wasKeyUsed: true })).toBe('signal')
})

it('asks for a key where the channel has none that works', () => {
  expect(currentStep({ ...first, hasKey: false, wasKeyUsed: true, isServerCopied: true })).toBe('key')
})

it('follows the broadcast by itself, and back when the signal is lost', () => {
  expect(currentStep({ ...first, state: 'starting' })).toBe('preview')
  expect(currentStep({ ...first, state: 'live' })).toBe('preview')
  expect(currentStep({ ...first, state: 'live', isPreviewed: true })).toBe('live')
  expect(currentStep({ ...first, state: 'interrupted', isPreviewed: true })).toBe('signal')
})

it('marks what is behind as done, and all of it once the channel is live', () => {
  expect(goLiveSteps({ ...first, state: 'starting' }).map(({ state }) => state)).toEqual([
    ...['done', 'done', 'done'],
    ...['current', 'ahead'],
  ])
  expect(goLiveSteps({ ...first, state: 'live', isPreviewed: true }).map(({ state }) => state)).toEqual(
    Array.from({ length: 5 }, () => 'done'),
  )
})
