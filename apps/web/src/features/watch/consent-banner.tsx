/** Asks whether the viewer's browser may help, or says once that it does. The picture plays meanwhile. */

'use client'

import { HeartHandshake } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import type { P2pTerms } from './terms.ts'
import type { P2pWish } from './use-p2p-wish.ts'

export function ConsentBanner({ choice, terms }: { choice: P2pWish; terms: P2pTerms }) {
  const words = useTranslations('watch.consent')
  const seen = words(terms.isRelayed ? 'seenRelay' : 'seenAddress')
  if (choice.isAsked) {
    return (
      <Banner title={words('question')} text={`${words('questionText')} ${seen} ${words('until')}`}>
        <Button size="small" onClick={() => choice.choose('on')}>
          {words('yes')}
        </Button>
        <Button size="small" look="quiet" onClick={() => choice.choose('receive-only')}>
          {words('receiveOnly')}
        </Button>
        <Button size="small" look="quiet" onClick={() => choice.choose('off')}>
          {words('no')}
        </Button>
      </Banner>
    )
  }
  if (!choice.isUnnoticed) return null
  const text = words(choice.isCareful ? 'meteredText' : 'noticeText')
  return (
    <Banner title={words(choice.isCareful ? 'metered' : 'notice')} text={`${text} ${seen}`}>
      <Button size="small" onClick={choice.notice}>
        {words('fine')}
      </Button>
      <Button
        size="small"
        look="quiet"
        onClick={() => {
          choice.choose('off')
          choice.notice()
        }}
      >
        {words('turnOff')}
      </Button>
    </Banner>
  )
}

function Banner({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <section
      aria-label={title}
      className="flex flex-wrap items-start gap-x-4 gap-y-3 rounded-2xl border border-sea/25 bg-sea-wash px-5 py-4"
    >
      <HeartHandshake aria-hidden className="mt-0.5 size-5 shrink-0 text-sea" />
      <div className="min-w-0 flex-1 basis-56">
        <p className="font-semibold">{title}</p>
        <p className="max-w-prose text-sm text-ink-soft">{text}</p>
      </div>
      <div className="flex flex-wrap gap-2">{children}</div>
    </section>
  )
}
