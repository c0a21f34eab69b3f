/** A gigabyte's price: often less than the smallest coin. Pure. */

const DIGITS = 4

export function formatPrice(locale: string, amount: number, currency: string): string {
  return new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits: DIGITS }).format(amount)
}
