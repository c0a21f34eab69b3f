/** Over a recording that was deleted while somebody watched it: what its page says from now on. */

'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl/react'
import { Cover } from './cover.tsx'
import type { Deleted } from './find-deleted.ts'

type DeletedCoverProps = {
  deleted: Deleted
  slug: string
  /** The channel's page opens beside it. */
  isFrame: boolean
}

export function DeletedCover({ deleted, slug, isFrame }: DeletedCoverProps) {
  const words = useTranslations('watch.about')
  const link = (text: ReactNode) => (
    <a
      href={`/@${slug}`}
      {...(isFrame && { target: '_blank', rel: 'noopener' })}
      className="underline underline-offset-4"
    >
      {text}
    </a>
  )
  const text = deleted === 'channel' ? words('channelDeleted') : words.rich('channelAt', { slug: `@${slug}`, link })
  return <Cover title={words('deleted')} text={text} isAlert />
}
