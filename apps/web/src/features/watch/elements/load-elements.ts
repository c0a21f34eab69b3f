/** media-chrome's elements, in files that the browser runs one by one: all of them at once hold a phone up. */

import { whenIdle } from '../../../ui/when-idle.ts'

export async function loadElements(): Promise<void> {
  await Promise.all([
    whenIdle().then(() => import('./controller.ts')),
    whenIdle().then(() => import('./buttons.ts')),
    whenIdle().then(() => import('./bar.ts')),
    whenIdle().then(() => import('./seeking.ts')),
  ])
}
