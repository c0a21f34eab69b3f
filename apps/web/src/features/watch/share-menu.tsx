/** Takes the broadcast elsewhere: its link, the system's own sharing, and the code that puts the player into a page. */

'use client'

import { Share2 } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { DialogBox } from '../../ui/dialog-box.tsx'
import { frameCode } from './frame-code.ts'

type ShareMenuProps = {
  title: string
  /** From the root on: `/@harbour`. */
  path: string
  embedPath: string
}

export function ShareMenu({ title, path, embedPath }: ShareMenuProps) {
  const words = useTranslations('watch.share')
  const [isOpen, setOpen] = useState(false)
  return (
    <Dialog.Root open={isOpen} onOpenChange={setOpen}>
      <Dialog.Trigger asChild>
        <Button look="quiet" size="small">
          <Share2 aria-hidden className="size-4.5" />
          {words('share')}
        </Button>
      </Dialog.Trigger>
      <DialogBox title={words('title')} close={words('close')}>
        {isOpen && <Ways title={title} url={location.origin + path} embedUrl={location.origin + embedPath} />}
      </DialogBox>
    </Dialog.Root>
  )
}

function Ways({ title, url, embedUrl }: { title: string; url: string; embedUrl: string }) {
  const words = useTranslations('watch.share')
  const data = { title, url }
  const canShare = 'share' in navigator && (!('canShare' in navigator) || navigator.canShare(data))
  return (
    <div className="mt-5 space-y-5">
      <CopyField label={words('link')} value={url} />
      {canShare && (
        <Button look="quiet" onClick={() => void navigator.share(data).catch(() => {})}>
          <Share2 aria-hidden className="size-4.5" />
          {words('native')}
        </Button>
      )}
      <CopyField label={words('embed')} value={frameCode({ title, url: embedUrl })} />
      <p className="text-sm text-ink-soft">
        {words.rich('more', {
          player: (text) => (
            // not the router's: the page has a policy of its own, which comes with its document
            <a href="/player" className="text-sea underline underline-offset-4">
              {text}
            </a>
          ),
        })}
      </p>
    </div>
  )
}
