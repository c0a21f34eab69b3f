/** What can be done to a message: by its author, and by who minds the chat. */

'use client'

import type { ChatAct, ChatLine } from '@shoal/protocol/chat'
import clsx from 'clsx'
import { Ellipsis } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useTranslations } from 'use-intl/react'
import type { ChatClient } from './chat-client.ts'

/** `own`: may delete it. */
export type LineRights = 'own' | 'moderate'
export type LineMenuProps = { line: ChatLine; client: ChatClient; rights: LineRights }

const TIMEOUT_MINUTES = [1, 10, 60, 1440] as const

const ITEM =
  'flex min-h-9 cursor-default items-center rounded-md px-3 text-sm -outline-offset-2 data-highlighted:bg-raised select-none'

export function LineMenu({ line, client, rights }: LineMenuProps) {
  const words = useTranslations('chat.menu')
  const act = (deed: ChatAct) => void client.act(deed)
  const { id } = line
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        aria-label={words('open', { name: line.author.name })}
        className="absolute end-1 top-0.5 grid size-6 place-items-center rounded-md border border-line bg-surface text-ink-soft opacity-0 group-hover/line:opacity-100 focus-visible:opacity-100 data-[state=open]:opacity-100 [@media(hover:none)]:opacity-70"
      >
        <Ellipsis aria-hidden className="size-4" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          className="z-50 min-w-48 rounded-xl border border-line bg-surface p-1 text-ink shadow-xl"
        >
          <DropdownMenu.Item className={ITEM} onSelect={() => act({ act: 'delete', id })}>
            {words('delete')}
          </DropdownMenu.Item>
          {rights === 'moderate' && (
            <>
              <DropdownMenu.Item className={ITEM} onSelect={() => act({ act: 'pin', id })}>
                {words('pin')}
              </DropdownMenu.Item>
              <DropdownMenu.Separator className="my-1 h-px bg-line" />
              {TIMEOUT_MINUTES.map((minutes) => (
                <DropdownMenu.Item
                  key={minutes}
                  className={ITEM}
                  onSelect={() => act({ act: 'time-out', id, minutes })}
                >
                  {words('timeOut', { time: words(`for.${minutes}`) })}
                </DropdownMenu.Item>
              ))}
              <DropdownMenu.Item className={clsx(ITEM, 'text-bad')} onSelect={() => act({ act: 'ban', id })}>
                {words('ban')}
              </DropdownMenu.Item>
              <DropdownMenu.Item className={ITEM} onSelect={() => act({ act: 'unban', id })}>
                {words('unban')}
              </DropdownMenu.Item>
            </>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
