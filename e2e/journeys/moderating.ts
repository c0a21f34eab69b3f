/** A chat with a viewer who needs to be minded, a moderator who does it, and the overlay in the streamer's picture. */

import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { CHANNEL } from './set-up-in-browser.ts'
import { SOON, type World } from './world.ts'

const MODERATOR = { name: 'Mo', email: 'mo@shoal.local' }
const madeSchema = z.object({ password: z.string() })

const line = (page: Page, text: string) => page.getByRole('log').getByRole('listitem').filter({ hasText: text })

async function write(page: Page, text: string): Promise<void> {
  await page.getByLabel('Your message').fill(text)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
}

/** By the menu of a message, as a moderator does it. */
async function act(page: Page, text: string, deed: string): Promise<void> {
  const one = line(page, text)
  await one.hover()
  await one.getByRole('button', { name: /^Options for the message of/ }).click()
  await page.getByRole('menuitem', { name: deed, exact: true }).click()
  await page.getByRole('menu').waitFor({ state: 'detached' })
}

/** An account that the operator makes, and names a moderator in the studio; signed in on the watch page. */
async function openModerator(world: World): Promise<Page> {
  const studio = await world.open(world.streamer, `/studio/${CHANNEL.slug}/settings`)
  const answer = await studio.request.post(world.address('/api/v1/people'), { data: { ...MODERATOR, role: 'viewer' } })
  const { password } = madeSchema.parse(await answer.json())
  await studio.getByLabel('E-mail address or name').fill(MODERATOR.email)
  await studio.getByRole('button', { name: 'Add', exact: true }).click()
  await studio.getByText('Mo is a moderator now.').waitFor()
  await studio.close()

  const context = await world.browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await world.open(context, `/sign-in?next=/@${CHANNEL.slug}`)
  await page.getByLabel('E-mail', { exact: true }).fill(MODERATOR.email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL(`**/@${CHANNEL.slug}`)
  return page
}

async function openOverlay(world: World): Promise<Page> {
  const studio = await world.open(world.streamer, `/studio/${CHANNEL.slug}/settings`)
  const field = studio.getByLabel('Address of the overlay', { exact: true })
  await expect.poll(() => field.inputValue(), SOON).toContain('/overlay/')
  const address = await field.inputValue()
  await studio.close()
  const page = await (await world.browser.newContext()).newPage()
  await page.goto(address)
  return page
}

export function moderating(its: () => World): void {
  it('lets a moderator delete, pin, pause and ban by the menu of a message, and everybody sees it at once', async () => {
    const world = its()
    const moderator = await openModerator(world)
    const overlay = await openOverlay(world)
    const viewer = await world.open(await world.browser.newContext(), `/@${CHANNEL.slug}`)
    await viewer.getByLabel('What should we call you?').fill('Ben')
    await viewer.getByRole('button', { name: 'Join the chat' }).click()

    await write(viewer, 'a first hello')
    await write(viewer, 'something rude')
    await line(moderator, 'something rude').waitFor()
    await overlay.locator('[data-overlay] li').filter({ hasText: 'something rude' }).waitFor()

    await act(moderator, 'something rude', 'Delete message')
    await line(viewer, 'something rude').waitFor({ state: 'detached' })
    await overlay.getByText('something rude').waitFor({ state: 'detached' })
    expect(await line(viewer, 'a first hello').count()).toBe(1)

    await act(moderator, 'a first hello', 'Pin message')
    await viewer.getByLabel('Pinned').waitFor()
    await moderator.getByRole('button', { name: 'Unpin this message' }).click()
    await viewer.getByLabel('Pinned').waitFor({ state: 'detached' })

    await act(moderator, 'a first hello', 'Pause for 1 minute')
    await viewer.getByText('A moderator has paused you.').waitFor()
    expect(await viewer.getByLabel('Your message').count()).toBe(0)
    await act(moderator, 'a first hello', 'Let write again')
    await write(viewer, 'back again')
    await line(moderator, 'back again').waitFor()

    // what is not done is said: nobody bans who minds the chat
    await write(moderator, 'a word of mine')
    await act(moderator, 'a word of mine', 'Ban from the chat')
    await moderator.getByRole('alert').getByText('You can’t do that to this message').waitFor()

    await act(moderator, 'back again', 'Ban from the chat')
    await viewer.getByText('You can no longer write in this chat.').waitFor()
    for (const page of [viewer, moderator]) await line(page, 'back again').waitFor({ state: 'detached' })
    await overlay.getByText('back again').waitFor({ state: 'detached' })

    // the streamer sees who did it, and can take it back
    const studio = await world.open(world.streamer, `/studio/${CHANNEL.slug}/settings`)
    await studio.getByText(/by Mo/).waitFor()
    await studio.getByRole('button', { name: 'Let Ben write again' }).click()
    await studio.getByText('Nobody is paused or banned.').waitFor()
    await viewer.getByLabel('Your message').waitFor()
    await studio.close()
    for (const page of [moderator, overlay, viewer]) await page.context().close()
  })
}
