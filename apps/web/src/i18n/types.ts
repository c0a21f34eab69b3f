/** Makes every key of the catalogue known to the compiler. */

import type {} from 'use-intl'
import type { Messages } from './catalogue.ts'
import type { Locale } from './locale-names.ts'

declare module 'use-intl' {
  interface AppConfig {
    Locale: Locale
    Messages: Messages
  }
}
