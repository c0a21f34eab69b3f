/** The chat as it is written. */

'use client'

import { ArrowDown, Pin, X } from 'lucide-react'
import { type UIEvent, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import type { ChatClient, ChatState } from './chat-client.ts'
import { AuthorName, ChatLine } from './chat-line.tsx'
import { ChatNote } from './chat-note.tsx'
import { ChatSkeleton } from './chat-skeleton.tsx'
import { Composer } from './composer.tsx'
import { LineText } from './line-text.tsx'
import { useAnnouncements } from './use-announcements.ts'
import { useChat } from './use-chat.ts'
import { useStuckScroll } from './use-stuck-scroll.ts'

const NEAR_TOP_PX = 80

export function LiveChat({ slug }: { slug: string }) {
  const words = useTranslations('chat')
  const { client, state } = useChat(slug)
  const { connection, rules, door, self } = state
  if (connection === 'shut') return <ChatNote>{words(`door.${door ?? 'failed'}`)}</ChatNote>
  if (rules && !rules.isOn) return <ChatNote>{words('off')}</ChatNote>
  return (
    <>
      <header className="flex items-center justify-between gap-2 border-b border-line px-3 py-2">
        <h2 className="font-semibold">{words('title')}</h2>
        <p role="status" className="text-xs text-ink-soft">
          {connection === 'connecting' && words('connecting')}
          {connection === 'away' && words('away')}
        </p>
      </header>
      <Pinned client={client} state={state} />
      {self === null ? <ChatSkeleton /> : <Log client={client} state={state} />}
      {state.refusedAct && (
        <p role="alert" className="border-t border-line px-3 py-2 text-sm text-bad">
          {words(`refusedAct.${state.refusedAct}`)}
        </p>
      )}
      <Composer client={client} state={state} />
    </>
  )
}

function Pinned({ client, state: { pinned, self } }: { client: ChatClient; state: ChatState }) {
  const words = useTranslations('chat')
  if (!pinned) return null
  return (
    <div className="flex items-start gap-2 border-b border-line bg-sea-wash px-3 py-2">
      <Pin aria-label={words('pinned')} className="mt-1 size-3.5 shrink-0 text-sea" />
      <p className="min-w-0 flex-1 leading-snug">
        <AuthorName author={pinned.author} at={pinned.at} /> <LineText text={pinned.text} />
      </p>
      {self?.mayModerate && (
        <button
          type="button"
          aria-label={words('unpin')}
          className="grid size-6 shrink-0 place-items-center rounded-md text-ink-soft hover:text-ink"
          onClick={() => void client.act({ act: 'pin', id: null })}
        >
          <X aria-hidden className="size-4" />
        </button>
      )}
    </div>
  )
}

function Log({ client, state }: { client: ChatClient; state: ChatState }) {
  const words = useTranslations('chat')
  const list = useRef<HTMLDivElement>(null)
  const { lines, pending, self, arrived } = state
  const { isAtEnd, onScroll, toEnd } = useStuckScroll(list, `${lines.newest} ${lines.shown.length} ${pending.length}`)
  const { live, unheard } = useAnnouncements(arrived, true)
  const [seen, setSeen] = useState(arrived)
  const isLoading = useRef(false)
  const isThere = isAtEnd && !lines.hasNewer
  useEffect(() => {
    if (isThere) setSeen(arrived)
  }, [isThere, arrived])
  const missed = arrived - seen
  const menus = useMemo(
    () => ({ own: { client, rights: 'own' }, moderate: { client, rights: 'moderate' } }) as const,
    [client],
  )

  async function load(page: 'older' | 'newer') {
    if (isLoading.current) return
    isLoading.current = true
    const element = list.current
    const before = element ? element.scrollHeight - element.scrollTop : 0
    await (page === 'older' ? client.loadOlder() : client.loadNewer())
    if (element && page === 'older')
      requestAnimationFrame(() => element.scrollTo({ top: element.scrollHeight - before }))
    isLoading.current = false
  }

  function onScrolled(event: UIEvent<HTMLDivElement>) {
    onScroll()
    const { scrollTop, scrollHeight, clientHeight } = event.currentTarget
    if (scrollTop < NEAR_TOP_PX && lines.hasOlder) void load('older')
    else if (scrollHeight - scrollTop - clientHeight < NEAR_TOP_PX && lines.hasNewer) void load('newer')
  }

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={list}
        onScroll={onScrolled}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard has to get there
        tabIndex={0}
        aria-label={words('messages')}
        role="log"
        aria-live={live}
        aria-relevant="additions"
        className="h-full overflow-y-auto overscroll-contain py-2"
      >
        {lines.hasOlder && (
          <button
            type="button"
            className="mx-auto block min-h-8 px-3 text-sm text-sea underline underline-offset-4"
            onClick={() => void load('older')}
          >
            {words('older')}
          </button>
        )}
        {lines.shown.length === 0 && pending.length === 0 && (
          <p className="p-6 text-center text-sm text-ink-soft">{words('empty')}</p>
        )}
        <ul className="px-1">
          {lines.shown.map((line) => (
            <ChatLine
              key={line.id}
              line={line}
              menu={self?.mayModerate ? menus.moderate : line.author.key === self?.key ? menus.own : null}
            />
          ))}
          {pending.map((one) => (
            <li key={one.clientId} className="px-2 py-1 leading-snug text-ink-soft">
              <bdi className="[overflow-wrap:anywhere]">{one.text}</bdi>{' '}
              {one.state === 'sending' && <span className="text-xs">{words('sending')}</span>}
              {one.state === 'refused' && (
                <span className="text-xs text-bad">
                  {words(`refused.${one.why ?? 'failed'}`, { seconds: 0 })}{' '}
                  <button type="button" className="min-h-6 px-1 underline" onClick={() => client.again(one.clientId)}>
                    {words('sendAgain')}
                  </button>
                  <button type="button" className="min-h-6 px-1 underline" onClick={() => client.discard(one.clientId)}>
                    {words('discard')}
                  </button>
                </span>
              )}
            </li>
          ))}
        </ul>
      </div>
      <p role="status" className="sr-only">
        {unheard > 0 && words('new', { count: unheard })}
      </p>
      {!isThere && (
        <button
          type="button"
          className="absolute inset-x-0 bottom-2 mx-auto flex min-h-9 w-fit items-center gap-1.5 rounded-full bg-sea px-4 text-sm font-medium text-sea-ink shadow-lg"
          onClick={() => void client.jumpToNewest().then(toEnd)}
        >
          <ArrowDown aria-hidden className="size-4" />
          {missed > 0 ? words('new', { count: missed }) : words('toNewest')}
        </button>
      )}
    </div>
  )
}
