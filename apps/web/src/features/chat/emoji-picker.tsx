/** A small set of emoji, searched by word, chosen by key or pointer. Loaded when it is first opened. */

'use client'

import { Smile } from 'lucide-react'
import { Popover } from 'radix-ui'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useLocale, useTranslations } from 'use-intl/react'
import { type Emoji, findEmoji } from './find-emoji.ts'

const COLUMNS = 8

export function EmojiPicker({ onPick }: { onPick: (emoji: string) => void }) {
  const words = useTranslations('chat.emoji')
  const [isOpen, setOpen] = useState(false)
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger
        aria-label={words('open')}
        className="grid size-11 shrink-0 place-items-center rounded-lg text-ink-soft hover:text-ink"
      >
        <Smile aria-hidden className="size-5" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          side="top"
          align="end"
          sideOffset={8}
          aria-label={words('title')}
          className="z-50 w-[min(94vw,21rem)] rounded-xl border border-line bg-surface p-2 text-ink shadow-xl"
          onCloseAutoFocus={(event) => event.preventDefault()}
        >
          <Choice
            onPick={(emoji) => {
              setOpen(false)
              onPick(emoji)
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

function Choice({ onPick }: { onPick: (emoji: string) => void }) {
  const words = useTranslations('chat.emoji')
  const locale = useLocale()
  const [all, setAll] = useState<readonly Emoji[]>([])
  const [query, setQuery] = useState('')
  const grid = useRef<HTMLDivElement>(null)
  useEffect(() => {
    let isGone = false
    void import('./emoji-names.ts').then(({ emojiIn }) => {
      if (!isGone) setAll(emojiIn(locale))
    })
    return () => {
      isGone = true
    }
  }, [locale])
  const found = findEmoji(all, query)

  function onKeyDown(event: KeyboardEvent) {
    const buttons = [...(grid.current?.querySelectorAll('button') ?? [])]
    const focused = document.activeElement
    const at = focused instanceof HTMLButtonElement ? buttons.indexOf(focused) : -1
    const isRightToLeft = getComputedStyle(event.currentTarget).direction === 'rtl'
    const step = {
      ArrowDown: COLUMNS,
      ArrowUp: -COLUMNS,
      ArrowRight: isRightToLeft ? -1 : 1,
      ArrowLeft: isRightToLeft ? 1 : -1,
    }[event.key]
    if (step === undefined || (at < 0 && event.key !== 'ArrowDown')) return
    event.preventDefault()
    buttons[at < 0 ? 0 : Math.min(buttons.length - 1, Math.max(0, at + step))]?.focus()
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys go from the search to the buttons inside
    <div onKeyDown={onKeyDown}>
      <input
        type="search"
        value={query}
        aria-label={words('search')}
        placeholder={words('search')}
        onChange={(event) => setQuery(event.target.value)}
        className="mb-2 min-h-10 w-full rounded-lg border border-line-strong bg-surface px-3 text-base"
      />
      <div ref={grid} className="grid max-h-56 grid-cols-8 gap-0.5 overflow-y-auto">
        {found.map(({ emoji, name }) => (
          <button
            key={emoji}
            type="button"
            aria-label={name}
            title={name}
            onClick={() => onPick(emoji)}
            className="grid aspect-square min-h-9 place-items-center rounded-md text-xl hover:bg-raised"
          >
            {emoji}
          </button>
        ))}
      </div>
      {all.length > 0 && found.length === 0 && <p className="p-2 text-sm text-ink-soft">{words('none')}</p>}
    </div>
  )
}
