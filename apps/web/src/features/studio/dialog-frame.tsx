/** The box of a dialogue with fields in it. Inside a Radix `Dialog.Root`. */

'use client'

import { Dialog } from 'radix-ui'
import type { ReactNode } from 'react'

type DialogFrameProps = { title: string; description: string; children: ReactNode }

export function DialogFrame({ title, description, children }: DialogFrameProps) {
  return (
    <Dialog.Portal>
      <Dialog.Overlay className="fixed inset-0 z-40 bg-black/45" />
      <Dialog.Content className="fixed inset-x-0 top-1/2 z-50 mx-auto max-h-[92dvh] w-[min(92vw,30rem)] -translate-y-1/2 overflow-y-auto rounded-2xl border border-line bg-surface p-6 shadow-2xl">
        <Dialog.Title className="text-lg font-semibold">{title}</Dialog.Title>
        <Dialog.Description className="mt-2 text-ink-soft">{description}</Dialog.Description>
        {children}
      </Dialog.Content>
    </Dialog.Portal>
  )
}
