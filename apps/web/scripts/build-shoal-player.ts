/** Puts `<shoal-player>` where the web app serves it: /shoal-player.js. */

import { join } from 'node:path'
import { bundleElement } from '@shoal/player/element/bundle-element'

await bundleElement(join(import.meta.dirname, '../public/shoal-player.js'))
