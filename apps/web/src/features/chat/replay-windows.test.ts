import type { ChatLine } from '@shoal/protocol/chat'
import { expect, it } from 'vitest'
import { linesUntil, windowsAround } from './replay-windows.ts'

const lineAt = (at: number): ChatLine => ({ id: at, at, author: { key: 'k', name: 'Mara', kind: 'guest' }, text: '' })

it('shows what had been said by a moment, forwards and backwards', () => {
  const windows = new Map([
    [1, [lineAt(61_000), lineAt(90_000)]],
    [0, [lineAt(1000), lineAt(59_000)]],
  ])
  const at = (positionMs: number) => linesUntil(windows, positionMs).map(({ at }) => at)
  expect(at(61_500)).toEqual([1000, 59_000, 61_000])
  expect(at(5000)).toEqual([1000])
  expect(at(500)).toEqual([])
})

it('shows nothing of a moment that was left before its lines came', () => {
  const windows = new Map([
    [0, [lineAt(1000)]],
    [50, [lineAt(50 * 60_000)]],
  ])
  expect(linesUntil(windows, 50 * 60_000 + 1).map(({ at }) => at)).toEqual([50 * 60_000])
})

it('keeps some minutes before, and fetches the one to come', () => {
  expect(windowsAround(10)).toEqual([7, 8, 9, 10, 11])
})
