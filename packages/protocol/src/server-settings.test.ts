import { expect, it } from 'vitest'
import { serverSettingsSchema } from './server-settings.ts'

const accepts = (currency: string) => serverSettingsSchema.safeParse({ price: { currency } }).success

it('takes a currency that there is, and no other three letters', () => {
  expect(['EUR', 'USD', 'JPY', 'CHF', 'KWD'].filter(accepts)).toHaveLength(5)
  expect(['ZZZ', 'QQQ', 'XXX', 'eur', 'EURO', ''].filter(accepts)).toEqual([])
})
