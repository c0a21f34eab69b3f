import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { createPeerId, isSeedingPeer } from './peer-id.ts'

it('makes 20 printable characters that say whether the viewer uploads', () => {
  const giver = createPeerId({ gives: true, random: randomBytes })
  const taker = createPeerId({ gives: false, random: randomBytes })
  expect(giver).toMatch(/^-SH0100-[A-Za-z0-9]{12}$/)
  expect(taker).toMatch(/^-SR0100-[A-Za-z0-9]{12}$/)
  expect([giver, taker, '-PM0203-abcdefghijkl'].map(isSeedingPeer)).toEqual([true, false, true])
})
