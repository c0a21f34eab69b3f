/** Which keys do what, in a dialog that `?` opens; here they can be turned off too. */

'use client'

import { Dialog } from 'radix-ui'
import { useTranslations } from 'use-intl/react'
import { DialogBox } from '../../ui/dialog-box.tsx'
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
      <DialogBox
        title={words('title')}
        close={words('close')}
        container={document.fullscreenElement ? container : null}
      >
        <dl className="mt-4 grid grid-cols-[auto_1fr] items-center gap-x-5 gap-y-2.5 text-sm">
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
      </DialogBox>
    </Dialog.Root>
  )
}
