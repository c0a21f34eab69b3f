/** A quiet button that tells of the keys, for who does not know of `?`; phones have none. */

'use client'

import { Keyboard } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'use-intl/react'
import { loadPart } from '../../ui/load-part.ts'

const KeysHelp = dynamic(() => loadPart(() => import('./keys-help.tsx')).then((chunk) => chunk.KeysHelp), {
  ssr: false,
})

type PlayerHelpProps = { isOpen: boolean; onOpen: () => void; onClose: () => void; frame: HTMLElement | null }

export function PlayerHelp({ isOpen, onOpen, onClose, frame }: PlayerHelpProps) {
  const words = useTranslations('watch.keys')
  return (
    <>
      <button
        type="button"
        onClick={onOpen}
        className="hidden min-h-9 items-center gap-2 text-sm text-ink-soft hover:text-ink pointer-fine:inline-flex"
      >
        <Keyboard aria-hidden className="size-4.5" />
        {words('title')}
      </button>
      {isOpen && <KeysHelp isOpen onClose={onClose} container={frame} />}
    </>
  )
}
