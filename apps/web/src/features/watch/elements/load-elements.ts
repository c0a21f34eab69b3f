/** media-chrome's elements, in files that the browser runs one by one: all of them at once hold a phone up. */

import { loadPart } from '../../../ui/load-part.ts'
import { whenIdle } from '../../../ui/when-idle.ts'

export async function loadElements(): Promise<void> {
  await Promise.all([
    whenIdle().then(() => loadPart(() => import('./controller.ts'))),
    whenIdle().then(() => loadPart(() => import('./buttons.ts'))),
    whenIdle().then(() => loadPart(() => import('./bar.ts'))),
    whenIdle().then(() => loadPart(() => import('./seeking.ts'))),
  ])
}
