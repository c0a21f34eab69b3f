/** Signs the operator in through the page that a person uses. */

import type { Page } from 'playwright-core'

export async function signIn(
  page: Page,
  { watchUrl, email, password }: { watchUrl: string; email: string; password: string },
): Promise<void> {
  await page.goto(new URL('/sign-in', watchUrl).href)
  await page.getByLabel(/e-?mail/i).fill(email)
  await page.getByLabel(/password/i).fill(password)
  await page.getByRole('button', { name: /sign in/i }).click()
  await page.waitForURL(/studio/)
}
