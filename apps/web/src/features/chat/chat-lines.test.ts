import type { ChatLine } from '@shoal/protocol/chat'
import { expect, it } from 'vitest'
import { addNewer, addNewest, addOlder, MAX_SHOWN_LINES, NO_LINES, removeLines } from './chat-lines.ts'

const lineOf = (id: number): ChatLine => ({
  id,
  at: id,
  author: { key: `k${id % 2}`, name: 'Mara', kind: 'guest' },
  text: '',
})
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => lineOf(from + index))
const idsOf = ({ shown }: { shown: readonly ChatLine[] }) => shown.map(({ id }) => id)

it('follows the newest, in order and once, and holds no more than it shows', () => {
  let lines = addNewest(NO_LINES, [lineOf(1), lineOf(3)])
  lines = addNewest(lines, [lineOf(2), lineOf(3), lineOf(4)])
  expect(idsOf(lines)).toEqual([1, 2, 3, 4])
  lines = addNewest(lines, range(5, 1000))
  expect(lines.shown).toHaveLength(MAX_SHOWN_LINES)
  expect(lines).toMatchObject({ newest: 999, hasOlder: true, hasNewer: false })
})

it('goes into the past, only counts what is new there, and comes back page by page', () => {
  let lines = addNewest({ ...NO_LINES, hasOlder: true }, range(800, 1000))
  lines = addOlder(lines, range(700, 800), true)
  expect([idsOf(lines)[0], idsOf(lines).at(-1), lines.hasNewer]).toEqual([700, 949, true])
  lines = addNewest(lines, range(1000, 1010))
  expect([lines.newest, idsOf(lines).at(-1)]).toEqual([1009, 949])
  lines = addNewer(lines, range(950, 1000), true)
  expect(lines).toMatchObject({ hasNewer: true, hasOlder: true })
  lines = addNewer(lines, range(1000, 1010), false)
  expect([idsOf(lines)[0], idsOf(lines).at(-1), lines.hasNewer]).toEqual([760, 1009, false])
})

it('lets go of what was deleted', () => {
  expect(idsOf(removeLines(addNewest(NO_LINES, range(1, 6)), ({ author }) => author.key === 'k1'))).toEqual([2, 4])
})
