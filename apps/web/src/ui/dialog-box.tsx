/** The box of a dialogue, in the middle of the screen. Inside a Radix `Dialog.Root`. */

'use client'

import { X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import type { ReactNode } from 'react'

type DialogBoxProps = {
  title: string
  /** Left out where the title says it all. */
  description?: string
  /** What the corner's button is called; left out where the box has buttons of its own that close it. */
  close?: string
  /** What it opens in: over a full screen, that which fills it. */
  container?: HTMLElement | null
  children: ReactNode
}

export function DialogBox({ title, description, close, container = null, children }: DialogBoxProps) {
  return (
    <Dialog.Portal container={container}>
      <Dialog.Overlay className="fixed inset-0 z-40 bg-black/45" />
      <Dialog.Content
        {...(description === undefined && { 'aria-describedby': undefined })}
        className="fixed inset-0 z-50 m-auto h-fit max-h-[92dvh] w-[min(92vw,32rem)] overflow-y-auto rounded-2xl border border-line bg-surface p-6 text-ink shadow-2xl"
      >
        <div className="flex items-center justify-between gap-4">
          <Dialog.Title className="text-lg font-semibold">{title}</Dialog.Title>
          {close !== undefined && (
            <Dialog.Close aria-label={close} className="grid size-10 place-content-center rounded-lg hover:bg-raised">
              <X aria-hidden className="size-5" />
            </Dialog.Close>
          )}
        </div>
        {description !== undefined && (
          <Dialog.Description className="mt-2 text-ink-soft">{description}</Dialog.Description>
        )}
        {children}
      </Dialog.Content>
    </Dialog.Portal>
  )
}
