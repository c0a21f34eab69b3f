/** Share: what it opens is loaded when the page has time. */

'use client'

import { Share2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { loadPart } from '../../ui/load-part.ts'
import { afterPicture } from './after-picture.ts'

function Waiting() {
  const words = useTranslations('watch.share')
  return (
    <Button look="quiet" size="small" disabled>
      <Share2 aria-hidden className="size-4.5" />
      {words('share')}
    </Button>
  )
}

export const ShareButton = dynamic(
  () => afterPicture().then(() => loadPart(() => import('./share-menu.tsx')).then((chunk) => chunk.ShareMenu)),
  {
    ssr: false,
    loading: Waiting,
  },
)
