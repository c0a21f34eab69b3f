/** A gigabyte's price and what was saved: often less than the smallest coin. Pure. */

const DIGITS = 4
const LEAST = 10 ** -DIGITS

export function formatPrice(locale: string, amount: number, currency: string): string {
  return new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits: DIGITS }).format(amount)
}

/** In whole coins, or finer where it is less than one: what was saved is never shown as nothing. */
export function formatSum(locale: string, amount: number, currency: string): string {
  const inCoins = new Intl.NumberFormat(locale, { style: 'currency', currency })
  const coin = 10 ** -(inCoins.resolvedOptions().maximumFractionDigits ?? 0)
  if (amount <= 0 || amount >= coin) return inCoins.format(amount)
  return amount < LEAST ? `< ${formatPrice(locale, LEAST, currency)}` : formatPrice(locale, amount, currency)
}
