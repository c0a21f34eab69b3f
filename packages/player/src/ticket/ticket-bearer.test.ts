import { expect, it } from 'vitest'
import { createTicketBearer } from './ticket-bearer.ts'

const URL_ = 'http://origin.example/live/abcdefghijkl/1/index.m3u8?_HLS_msn=4'

it('brings the newest ticket where the origin asks for one', () => {
  let ticket = 'first'
  const bearer = createTicketBearer({ newest: () => ({ ticket, isGuarded: true }), onRefused: () => {} })
  expect(bearer.bring(URL_)).toBe(`${URL_}&bearer=first`)
  ticket = 'second'
  expect(bearer.bring(bearer.bring(URL_))).toBe(`${URL_}&bearer=second`)
  expect(bearer.handOn(URL_)).toBe(`${URL_}&ticket=second`)
})

it('leaves the addresses of what is for everybody alone, so that caches keep one copy', () => {
  const open = createTicketBearer({ newest: () => ({ ticket: 'first' }), onRefused: () => {} })
  expect([open.bring(URL_), open.handOn(URL_)]).toEqual([URL_, URL_])
  expect(createTicketBearer({ newest: () => null, onRefused: () => {} }).bring(URL_)).toBe(URL_)
})

it('says to the origin what is fetched for rewinding, ticket or not', () => {
  let isGuarded = false
  const bearer = createTicketBearer({ newest: () => ({ ticket: 'one', isGuarded }), onRefused: () => {}, isPast: true })
  expect(bearer.bring(bearer.bring(URL_))).toBe(`${URL_}&past=1`)
  isGuarded = true
  expect(bearer.bring(URL_)).toBe(`${URL_}&past=1&bearer=one`)
})

it('asks for another ticket when the origin refuses one, but not for each request', () => {
  let asked = 0
  const bearer = createTicketBearer({
    newest: () => ({ ticket: 'old', isGuarded: true }),
    onRefused: () => (asked += 1),
  })
  for (const status of [200, 404, undefined]) bearer.note(status)
  expect(asked).toBe(0)
  for (let time = 0; time < 5; time++) bearer.note(403)
  expect(asked).toBe(1)
})
