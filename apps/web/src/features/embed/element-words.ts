/** What `<shoal-player>` says, in the visitor's language. */

import { createTranslator } from 'use-intl/core'
import { allMessages } from '../../i18n/catalogue.ts'
import type { Locale } from '../../i18n/locale-names.ts'

/** `isRelayed`: viewers meet at a relay, and nobody sees another's address. */
export function elementWords(locale: Locale, isRelayed: boolean) {
  const messages = allMessages(locale)
  const words = createTranslator({ locale, messages, namespace: 'embed' })
  const about = createTranslator({ locale, messages, namespace: 'watch.about' })
  const consent = createTranslator({ locale, messages, namespace: 'watch.consent' })
  const seen = consent(isRelayed ? 'seenRelay' : 'seenAddress')
  return {
    ...{ play: words('watch'), offline: words('offline'), starting: words('starting'), ended: words('ended') },
    ...{ failed: words('failed'), unsupported: words('unsupported'), deleted: about('deleted') },
    ...{ ask: `${words('ask')} ${seen}`, yes: words('yes'), no: words('no') },
    ...{ notice: `${consent('notice')}. ${seen}`, metered: `${consent('metered')}. ${seen}` },
    ...{ fine: consent('fine'), turnOff: consent('turnOff') },
  }
}
