import { expect, it } from 'vitest'
import { isMeteredConnection } from './metered-connection.ts'

it.each([
  [{ saveData: true }, true],
  [{ type: 'cellular' }, true],
  [{ type: 'wimax' }, true],
  [{ metered: true }, true],
  [{ type: 'wifi', saveData: false }, false],
  [undefined, false],
])('takes %j for metered: %s', (connection, expected) => {
  expect(isMeteredConnection(connection, false)).toBe(expected)
  expect(isMeteredConnection(connection, true)).toBe(true)
})
