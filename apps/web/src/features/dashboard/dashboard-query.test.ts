import { describe, expect, it } from 'vitest'
import {
  checkQuery,
  dashboardQuerySchema,
  isSameQuery,
  ofChannel,
  periodOf,
  queryString,
  selectSpan,
} from './dashboard-query.ts'

const HOUR = 3_600_000
const nowMs = Date.parse('2026-01-31T12:00:00Z')
const from = '2026-01-10T12:00:00.000Z'
const parse = (given: Record<string, string>) => dashboardQuerySchema.parse(given)

describe('what is asked for', () => {
  it('is now, unless something else is said', () => {
    expect(periodOf(parse({}), { nowMs, broadcast: null })).toEqual({
      ...{ fromMs: nowMs - 900_000, toMs: nowMs, isLive: true, spanMs: 10_000 },
    })
  })

  it('can be a time of one’s own, with a start before its end, and no longer than a year or so', () => {
    const custom = (to?: string) =>
      checkQuery(parse({ range: 'custom', from, ...(to === undefined ? {} : { to }) }), nowMs)
    expect(custom('2026-01-10T13:00:00Z')).toBeNull()
    expect(custom('2026-01-10T14:00:00+02:00')?.path).toBe('to')
    expect(custom('2028-01-10T13:00:00Z')?.path).toBe('to')
    expect(custom()?.path).toBe('to')
    expect(checkQuery(parse({ range: 'custom', to: from }), nowMs)?.path).toBe('from')
  })

  it('keeps its time when another channel is chosen, but for that of one broadcast', () => {
    const custom = parse({ range: 'custom', from, to: '2026-01-10T13:00:00Z', channel: 'pond' })
    expect(ofChannel(custom, 'harbour')).toEqual({ ...custom, channel: 'harbour' })
    expect(ofChannel(custom, '')).toEqual({ range: 'custom', from, to: custom.to })
    const broadcast = parse({ range: 'broadcast', broadcast: 'abcdefghij0123456789' })
    expect(ofChannel(broadcast, 'harbour')).toEqual({ range: 'now', channel: 'harbour' })
  })

  it('refuses what is no range, no time and no broadcast', () => {
    for (const given of [{ range: 'week' }, { from: 'yesterday' }, { broadcast: '../../etc' }]) {
      expect(dashboardQuerySchema.safeParse(given).success).toBe(false)
    }
    expect(checkQuery(parse({ range: 'broadcast' }), nowMs)?.path).toBe('broadcast')
  })

  it('cannot lie in the future as a whole', () => {
    const since = (from: string) => checkQuery(parse({ range: 'custom', from, to: '2026-03-01T00:00:00Z' }), nowMs)
    expect(since('2026-01-31T11:59:00Z')).toBeNull()
    expect(since('2026-01-31T12:00:00Z')?.path).toBe('from')
    expect(since('2026-02-01T00:00:00Z')?.path).toBe('from')
  })

  it('ends now where its end lies ahead', () => {
    const query = parse({ range: 'custom', from, to: '2026-03-01T00:00:00Z' })
    expect(periodOf(query, { nowMs, broadcast: null })).toMatchObject({ toMs: nowMs, isLive: false })
  })

  it('is the whole of a broadcast, with the last reports that come in after its end', () => {
    const query = parse({ range: 'broadcast', broadcast: 'abcdefghij0123456789' })
    const broadcast = { startedAtMs: nowMs - 3 * HOUR, endedAtMs: nowMs - 2 * HOUR }
    expect(periodOf(query, { nowMs, broadcast })).toMatchObject({
      ...{ fromMs: broadcast.startedAtMs, toMs: broadcast.endedAtMs + 60_000, isLive: false },
    })
    expect(periodOf(query, { nowMs, broadcast: { ...broadcast, endedAtMs: null } })).toMatchObject({ isLive: true })
  })

  it('is said in an address as it was understood', () => {
    const query = parse({ range: 'custom', from, to: from, channel: 'harbour' })
    expect(parse(Object.fromEntries(new URLSearchParams(queryString(query))))).toEqual(query)
  })

  it('is the same in whichever order it is said, and another with any part of it', () => {
    const query = parse({ range: 'custom', from, to: '2026-01-10T13:00:00Z', channel: 'harbour' })
    expect(isSameQuery({ channel: 'harbour', to: query.to, from: query.from, range: 'custom' }, query)).toBe(true)
    expect(isSameQuery({ range: 'now', channel: undefined }, parse({}))).toBe(true)
    for (const change of [{ channel: 'pier' }, { channel: undefined }, { from: '2026-01-09T12:00:00Z' }]) {
      expect(isSameQuery({ ...query, ...change }, query)).toBe(false)
    }
  })
})

describe('the points of a chart', () => {
  it('are few enough for a chart', () => {
    expect([HOUR / 4, HOUR, 24 * HOUR, 720 * HOUR].map((length) => selectSpan(length, length))).toEqual([
      ...[10_000, 20_000, 600_000, 3 * HOUR],
    ])
  })

  it('are no shorter than what is kept of a time so long ago', () => {
    expect(selectSpan(600_000, 4 * HOUR)).toBe(60_000)
    expect(selectSpan(600_000, 48 * HOUR)).toBe(300_000)
    expect(selectSpan(600_000, 72 * HOUR)).toBe(900_000)
    expect(selectSpan(600_000, 240 * HOUR)).toBe(1_800_000)
    expect(selectSpan(600_000, 2400 * HOUR)).toBe(HOUR)
  })
})
