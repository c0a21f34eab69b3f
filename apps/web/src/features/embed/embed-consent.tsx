/** The question about helping, small enough for a frame; what a frame of another site keeps may be kept for it alone. */

'use client'

import { useTranslations } from 'use-intl/react'
import type { P2pTerms } from '../watch/terms.ts'
import type { P2pWish } from '../watch/use-p2p-wish.ts'

const BUTTON = 'min-h-9 rounded-lg px-3 text-sm font-semibold'

export function EmbedConsent({ choice, terms }: { choice: P2pWish; terms: P2pTerms }) {
  const words = useTranslations('watch.consent')
  if (!choice.isAsked && !choice.isUnnoticed) return null
  const seen = words(terms.isRelayed ? 'seenRelay' : 'seenAddress')
  const title = words(choice.isAsked ? 'question' : choice.isCareful ? 'metered' : 'notice')
  return (
    <section
      aria-label={title}
      // in a small frame there is no room above the controls, which wait for an answer
      className="absolute inset-x-2 bottom-24 mx-auto flex max-w-xl flex-wrap items-center gap-x-3 gap-y-2 rounded-xl bg-[rgb(8_20_30/0.94)] px-4 py-3 text-sm text-white shadow-xl [@media(max-height:20rem)]:bottom-2 [@media(max-height:20rem)]:py-2"
    >
      <p className="min-w-0 flex-1 basis-52">
        <span className="font-semibold">{title}</span> <span className="text-white/80">{seen}</span>
      </p>
      <button
        type="button"
        className={`${BUTTON} bg-white text-black`}
        onClick={() => (choice.isAsked ? choice.choose('on') : choice.notice())}
      >
        {words(choice.isAsked ? 'yes' : 'fine')}
      </button>
      <button
        type="button"
        className={`${BUTTON} bg-white/16 hover:bg-white/25`}
        onClick={() => {
          choice.choose('off')
          choice.notice()
        }}
      >
        {words(choice.isAsked ? 'no' : 'turnOff')}
      </button>
    </section>
  )
}
