/** The gear: quality, speed, captions. */

'use client'

import type { Quality } from '@shoal/player/engine/qualities'
import { Check, ChevronLeft, ChevronRight, Settings } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { type ReactNode, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useFormatter, useTranslations } from 'use-intl/react'
import { ControlButton } from './control-button.tsx'
import { SPEEDS } from './speeds.ts'
import { useTextTracks } from './use-text-tracks.ts'

export type SettingsMenuProps = {
  /** The menu opens in it, so that it is there in full screen too. */
  frame: HTMLElement | null
  video: HTMLVideoElement | null
  quality: {
    offered: readonly Quality[]
    /** Null is automatic. */
    chosen: string | null
    /** What plays now. */
    playing: string | undefined
    onChoose: (rung: string | null) => void
  }
  /** Null where the picture is live. */
  speed: { value: number; onChoose: (rate: number) => void } | null
}

type Part = 'quality' | 'speed' | 'captions'

const AUTO = ''
const ITEM =
  'flex min-h-10 cursor-pointer items-center gap-2 rounded-md px-2.5 text-sm -outline-offset-2 outline-white data-highlighted:bg-white/16'

export function SettingsMenu({ frame, video, quality, speed }: SettingsMenuProps) {
  const words = useTranslations('watch.controls')
  const format = useFormatter()
  const [part, setPart] = useState<Part | null>(null)
  const content = useRef<HTMLDivElement>(null)
  const tracks = useTextTracks(video)

  function show(next: Part | null) {
    flushSync(() => setPart(next))
    focusChosen(content.current)
  }

  const nameOf = ({ name, height }: Quality) => (height === null ? words('soundOnly') : name)
  const playing = quality.offered.find(({ name }) => name === quality.playing)
  const auto = playing ? words('autoNow', { quality: nameOf(playing) }) : words('auto')
  const chosen = quality.offered.find(({ name }) => name === quality.chosen)

  return (
    <DropdownMenu.Root modal={false} onOpenChange={() => setPart(null)}>
      <DropdownMenu.Trigger asChild>
        <ControlButton label={words('settings')}>
          <Settings aria-hidden className="size-5" />
        </ControlButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={frame}>
        <DropdownMenu.Content
          ref={content}
          side="top"
          align="end"
          sideOffset={8}
          collisionPadding={8}
          className="z-30 max-h-(--radix-dropdown-menu-content-available-height) scroll-shade min-w-52 overflow-y-auto rounded-xl p-1.5 text-white shadow-2xl"
        >
          {part === null && (
            <>
              <PartItem name={words('quality')} value={chosen ? nameOf(chosen) : auto} onOpen={() => show('quality')} />
              {speed && (
                <PartItem
                  name={words('speed')}
                  value={speed.value === 1 ? words('normalSpeed') : `${format.number(speed.value)}×`}
                  onOpen={() => show('speed')}
                />
              )}
              {tracks.list.length > 0 && (
                <PartItem
                  name={words('captions')}
                  value={tracks.list.find(({ isShown }) => isShown)?.label ?? words('off')}
                  onOpen={() => show('captions')}
                />
              )}
            </>
          )}
          {part === 'quality' && (
            <Choices
              name={words('quality')}
              onBack={() => show(null)}
              value={chosen?.name ?? AUTO}
              onChoose={(value) => quality.onChoose(value === AUTO ? null : value)}
              options={[
                { value: AUTO, label: auto },
                ...quality.offered.map((one) => ({
                  value: one.name,
                  label: nameOf(one),
                  hint: words('megabits', {
                    rate: format.number(one.bitsPerSecond / 1e6, { maximumFractionDigits: 1 }),
                  }),
                })),
              ]}
            />
          )}
          {part === 'speed' && speed && (
            <Choices
              name={words('speed')}
              onBack={() => show(null)}
              value={String(speed.value)}
              onChoose={(value) => speed.onChoose(Number(value))}
              options={SPEEDS.map((rate) => ({
                value: String(rate),
                label: rate === 1 ? words('normalSpeed') : `${format.number(rate)}×`,
              }))}
            />
          )}
          {part === 'captions' && (
            <Choices
              name={words('captions')}
              onBack={() => show(null)}
              value={tracks.list.find(({ isShown }) => isShown)?.id ?? AUTO}
              onChoose={(value) => tracks.show(value === AUTO ? null : value)}
              options={[
                { value: AUTO, label: words('off') },
                ...tracks.list.map(({ id, label }) => ({ value: id, label })),
              ]}
            />
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

/** What had the focus is gone with the part before. */
function focusChosen(content: HTMLElement | null): void {
  const items = [...(content?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])]
  const chosen = items.find((item) => item.ariaChecked === 'true') ?? items[0]
  chosen?.focus()
}

function PartItem({ name, value, onOpen }: { name: string; value: string; onOpen: () => void }) {
  return (
    <DropdownMenu.Item
      className={ITEM}
      onSelect={(event) => {
        event.preventDefault()
        onOpen()
      }}
    >
      {name}
      <span className="ms-auto ps-6 text-white/75">{value}</span>
      <ChevronRight aria-hidden className="size-4 rtl:rotate-180" />
    </DropdownMenu.Item>
  )
}

type ChoicesProps = {
  name: string
  onBack: () => void
  value: string
  onChoose: (value: string) => void
  options: readonly { value: string; label: string; hint?: ReactNode }[]
}

function Choices({ name, onBack, value, onChoose, options }: ChoicesProps) {
  const words = useTranslations('watch.controls')
  return (
    <>
      <DropdownMenu.Item
        className={`${ITEM} font-semibold`}
        aria-label={words('backFrom', { part: name })}
        onSelect={(event) => {
          event.preventDefault()
          onBack()
        }}
      >
        <ChevronLeft aria-hidden className="size-4 rtl:rotate-180" />
        {name}
      </DropdownMenu.Item>
      <DropdownMenu.RadioGroup value={value} onValueChange={onChoose} aria-label={name}>
        {options.map((option) => (
          <DropdownMenu.RadioItem key={option.value} value={option.value} className={ITEM}>
            <span className="flex size-4 items-center">
              <DropdownMenu.ItemIndicator>
                <Check aria-hidden className="size-4" />
              </DropdownMenu.ItemIndicator>
            </span>
            {option.label}
            {option.hint && <span className="ms-auto ps-6 text-white/70 tabular-nums">{option.hint}</span>}
          </DropdownMenu.RadioItem>
        ))}
      </DropdownMenu.RadioGroup>
    </>
  )
}
