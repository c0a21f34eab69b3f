import { expect, it } from 'vitest'
import { advanceClock, type ClockEvent, readClock, startClock } from './play-clock.ts'

function after(...events: [ClockEvent, number][]) {
  return events.reduce((clock, [event, nowMs]) => advanceClock(clock, event, nowMs), startClock(0))
}

it('does not call the wait for the first frame a stall', () => {
  expect(readClock(after(['waiting', 100]), 5000)).toEqual({ stalledMs: 0, stalls: 0, playedMs: 0 })
  expect(after(['waiting', 100], ['frame', 500])).toMatchObject({ stalledMs: 0, stalls: 0, playedMs: 0 })
})

it('counts the time that the picture moved and the time that it waited', () => {
  const clock = after(['playing', 1000], ['waiting', 5000], ['waiting', 5500], ['playing', 6000])
  expect(readClock(clock, 8000)).toEqual({ playedMs: 6000, stalledMs: 1000, stalls: 1 })
  expect(readClock(after(['playing', 1000], ['waiting', 5000]), 6000)).toMatchObject({ stalledMs: 1000, stalls: 1 })
})

it('does not call a wait that nobody can see a stall', () => {
  const clock = after(['playing', 1000], ['waiting', 5000], ['playing', 5008])
  expect(readClock(clock, 6000)).toEqual({ playedMs: 5000, stalledMs: 0, stalls: 0 })
})

it('counts neither while the viewer has paused', () => {
  const clock = after(['playing', 0], ['paused', 1000], ['waiting', 2000], ['playing', 60_000])
  expect(readClock(clock, 61_000)).toEqual({ playedMs: 2000, stalledMs: 0, stalls: 0 })
})

it('never takes back what it has told', () => {
  const waiting = after(['playing', 0], ['waiting', 1000])
  const told = [1000, 1050, 1150, 1400].map((nowMs) => readClock(waiting, nowMs))
  expect(told.map(({ playedMs }) => playedMs)).toEqual([1000, 1000, 1000, 1000])
  expect(told.map(({ stalledMs }) => stalledMs)).toEqual([0, 0, 150, 400])
})
