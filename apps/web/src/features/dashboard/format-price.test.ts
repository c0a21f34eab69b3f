import { expect, it } from 'vitest'
import { formatPrice, formatSum } from './format-price.ts'

it('says what is less than a coin', () => {
  expect([0.005, 0.004, 0.0125].map((amount) => formatPrice('en', amount, 'USD'))).toEqual([
    ...['$0.005', '$0.004', '$0.0125'],
  ])
})

it('has the digits of the currency where those are enough', () => {
  expect(formatPrice('en', 0.05, 'USD')).toBe('$0.05')
  expect(formatPrice('en', 1, 'USD')).toBe('$1.00')
  expect(formatPrice('en', 7, 'JPY')).toBe('¥7')
  expect(formatPrice('en', 0.5, 'JPY')).toBe('¥0.5')
})

it('never says of what was saved that it is nothing', () => {
  expect([0, 0.00001, 0.004, 0.01, 1.2345].map((amount) => formatSum('en', amount, 'USD'))).toEqual([
    ...['$0.00', '< $0.0001', '$0.004', '$0.01', '$1.23'],
  ])
  expect([0.25, 12.5].map((amount) => formatSum('en', amount, 'JPY'))).toEqual(['¥0.25', '¥13'])
})
