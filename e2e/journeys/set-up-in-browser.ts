/** The first visit as a person makes it: the setup page's form, and then what the studio shows for the encoder. */

import type { Page } from 'playwright-core'

export const OPERATOR = { name: 'Ada', email: 'ada@shoal.local', password: 'cormorant and tide' }
export const CHANNEL = { title: 'Harbour', slug: 'harbour' }

/** Leaves the page at the new channel's studio. */
export async function setUpInBrowser(page: Page, setupLink: string): Promise<void> {
  await page.goto(setupLink)
  await page.getByLabel('Name', { exact: true }).fill(OPERATOR.name)
  await page.getByLabel('E-mail', { exact: true }).fill(OPERATOR.email)
  await page.getByLabel('Password', { exact: true }).fill(OPERATOR.password)
  await page.getByLabel('Channel name', { exact: true }).fill(CHANNEL.title)
  await page.getByRole('button', { name: 'Set up', exact: true }).click()
  await page.waitForURL(`**/studio/${CHANNEL.slug}`)
}

/** What an encoder is given: the address with the key, as ffmpeg wants it. */
export async function readEncoderAddress(page: Page): Promise<{ serverUrl: string; streamKey: string; url: string }> {
  const serverUrl = await page.getByLabel('Server', { exact: true }).inputValue()
  const streamKey = await page.getByLabel('Stream key', { exact: true }).inputValue()
  return { serverUrl, streamKey, url: `${serverUrl}/${streamKey}` }
}
