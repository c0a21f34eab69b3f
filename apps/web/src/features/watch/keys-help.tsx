/** Which keys do what, in a dialog that `?` opens; here they can be turned off too. */

'use client'

import { X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useTranslations } from 'use-intl/react'
import { TickBox } from '../../ui/tick-box.tsx'
import { NEW_MEMORY, playerMemory, remember } from './player-memory.ts'

const ROWS = [
  { keys: ['Space', 'K'], what: 'play' },
  { keys: ['J', 'L'], what: 'ten' },
  { keys: ['←', '→'], what: 'five' },
  { keys: ['↑', '↓'], what: 'volume' },
  { keys: ['M'], what: 'mute' },
  { keys: ['0', '9'], what: 'digits' },
  { keys: ['<', '>'], what: 'speed' },
  { keys: ['C'], what: 'captions' },
  { keys: ['F'], what: 'fullscreen' },
  { keys: ['T'], what: 'theatre' },
  { keys: ['I'], what: 'pip' },
  { keys: ['?'], what: 'help' },
] as const

type KeysHelpProps = { isOpen: boolean; onClose: () => void; container: HTMLElement | null }

export function KeysHelp({ isOpen, onClose, container }: KeysHelpProps) {
  const words = useTranslations('watch.keys')
  const { hasKeys } = playerMemory.use() ?? NEW_MEMORY
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal container={document.fullscreenElement ? container : null}>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/45" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-1/2 left-1/2 z-50 max-h-[90dvh] w-[min(92vw,30rem)] -translate-1/2 overflow-y-auto rounded-2xl border border-line bg-surface p-6 text-ink shadow-2xl"
        >
          <div className="mb-4 flex items-center justify-between gap-4">
            <Dialog.Title className="text-lg font-semibold">{words('title')}</Dialog.Title>
            <Dialog.Close
              aria-label={words('close')}
              className="grid size-10 place-content-center rounded-lg hover:bg-raised"
            >
              <X aria-hidden className="size-5" />
            </Dialog.Close>
          </div>
          <dl className="grid grid-cols-[auto_1fr] items-center gap-x-5 gap-y-2.5 text-sm">
            {ROWS.map(({ keys, what }) => (
              <div key={what} className="contents">
                <dt className="flex gap-1.5">
                  {keys.map((key) => (
                    <kbd
                      key={key}
                      className="min-w-7 rounded-md border border-line-strong bg-raised px-1.5 py-0.5 text-center font-sans text-sm"
                    >
                      {key === 'Space' ? words('space') : key}
                    </kbd>
                  ))}
                </dt>
                <dd className="text-ink-soft">{words(what)}</dd>
              </div>
            ))}
          </dl>
          <div className="mt-5 border-t border-line pt-4">
            <TickBox label={words('useKeys')} checked={hasKeys} onChange={(hasKeys) => remember({ hasKeys })} />
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
