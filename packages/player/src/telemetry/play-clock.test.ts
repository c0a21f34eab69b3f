import { expect, it } from 'vitest'
import { advanceClock, type ClockEvent, readClock, startClock } from './play-clock.ts'

function after(...events: [ClockEvent, number][]) {
  return events.reduce((clock, [event, nowMs]) => advanceClock(clock, event, nowMs), startClock(0))
}

it('does not call the wait for the first frame a stall', () => {
  expect(after(['waiting', 100], ['playing', 900], ['waiting', 900])).toMatchObject({ stalledMs: 0, stalls: 1 })
  expect(after(['waiting', 100], ['frame', 500])).toMatchObject({ stalledMs: 0, stalls: 0, playedMs: 0 })
})

it('counts the time that the picture moved and the time that it waited', () => {
  const clock = after(['playing', 1000], ['waiting', 5000], ['waiting', 5500], ['playing', 6000])
  expect(readClock(clock, 8000)).toMatchObject({ playedMs: 6000, stalledMs: 1000, stalls: 1 })
})

it('counts neither while the viewer has paused', () => {
  const clock = after(['playing', 0], ['paused', 1000], ['waiting', 2000], ['playing', 60_000])
  expect(readClock(clock, 61_000)).toMatchObject({ playedMs: 2000, stalledMs: 0, stalls: 0 })
})
