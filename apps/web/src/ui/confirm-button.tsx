/** A button whose deed is asked about once more before it is done. */

'use client'

import { AlertDialog } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { useTranslations } from 'use-intl/react'
import { Button } from './button.tsx'

type ConfirmButtonProps = Pick<ComponentProps<typeof Button>, 'look' | 'size' | 'isBusy'> & {
  question: string
  consequence: ReactNode
  /** What the button in the question says. */
  deed: string
  onConfirm: () => void
  children: ReactNode
}

export function ConfirmButton({ question, consequence, deed, onConfirm, children, ...button }: ConfirmButtonProps) {
  const words = useTranslations('ui')
  return (
    <AlertDialog.Root>
      <AlertDialog.Trigger asChild>
        <Button {...button}>{children}</Button>
      </AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 bg-black/45" />
        <AlertDialog.Content className="fixed inset-0 z-50 m-auto h-fit max-h-[90dvh] overflow-y-auto w-[min(92vw,28rem)] rounded-2xl border border-line bg-surface p-6 shadow-2xl">
          <AlertDialog.Title className="text-lg font-semibold">{question}</AlertDialog.Title>
          <AlertDialog.Description className="mt-2 text-ink-soft">{consequence}</AlertDialog.Description>
          <div className="mt-6 flex flex-wrap justify-end gap-3">
            <AlertDialog.Cancel asChild>
              <Button look="quiet">{words('cancel')}</Button>
            </AlertDialog.Cancel>
            <AlertDialog.Action asChild onClick={onConfirm}>
              <Button look={button.look === 'danger' ? 'danger' : 'primary'}>{deed}</Button>
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
