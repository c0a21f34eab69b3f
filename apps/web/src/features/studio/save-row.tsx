/** The foot of a form: its button, and how the saving goes. */

'use client'

import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'

export type SaveState = { kind: 'idle' } | { kind: 'saving' } | { kind: 'saved' } | { kind: 'failed'; problem: string }
export const IDLE: SaveState = { kind: 'idle' }

type SaveRowProps = {
  state: SaveState
  isChanged: boolean
  /** What stands there at rest, and what once it is saved. */
  note?: string
  savedNote?: string
  label?: string
}

export function SaveRow({ state, isChanged, note, savedNote, label }: SaveRowProps) {
  const ui = useTranslations('ui')
  const words = useTranslations('studio')
  const rest = isChanged ? [words('settings.changed'), note].filter(Boolean).join(' · ') : note
  return (
    <div className="space-y-3">
      {state.kind === 'failed' && <Notice tone="bad">{state.problem}</Notice>}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {/* once it is saved there is nothing to save: the focus stays all the same */}
        <Button type="submit" isBusy={!isChanged || state.kind === 'saving'}>
          {state.kind === 'saving' ? ui('saving') : (label ?? ui('save'))}
        </Button>
        <p className="text-sm text-ink-soft" role="status">
          {state.kind === 'saved' ? (savedNote ?? ui('saved')) : rest}
        </p>
      </div>
    </div>
  )
}
