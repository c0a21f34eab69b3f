/** What the site menu holds: language, look, and the account. Loaded when somebody opens it. */

'use client'

import { Check } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { useLocale, useTranslations } from 'use-intl/react'
import { isLocale, LOCALE_COOKIE, LOCALE_NAMES, LOCALES } from '../../i18n/locale-names.ts'
import { Link } from '../../ui/link.tsx'
import { writeCookie } from '../../ui/write-cookie.ts'
import { signOut } from '../account/sign-out.ts'
import { isTheme, THEME_COOKIE, THEMES, type Theme } from './themes.ts'

const ITEM =
  'flex min-h-10 cursor-pointer items-center gap-2 rounded-md px-3 text-sm -outline-offset-2 data-highlighted:bg-raised'

export type SiteMenuProps = { account: { name: string; isOperator: boolean } | null; theme: Theme }

/** Opens at once, and hands the focus back to whatever had it. */
export default function SiteMenu({ account, theme, onClose }: SiteMenuProps & { onClose: () => void }) {
  const words = useTranslations('site')
  const locale = useLocale()
  const router = useRouter()

  function choose(cookie: string, value: string) {
    writeCookie(cookie, value)
    router.refresh()
  }

  function chooseTheme(value: string) {
    if (!isTheme(value)) return
    if (value === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = value
    choose(THEME_COOKIE, value)
  }

  return (
    <DropdownMenu.Root modal={false} open onOpenChange={(isOpen) => !isOpen && onClose()}>
      {/* the button itself is outside, so that it is there before this is */}
      <DropdownMenu.Trigger tabIndex={-1} aria-hidden className="pointer-events-none absolute inset-0 opacity-0" />
      {/* in its place, not at the body's end: what is in the menu belongs to the header */}
      <DropdownMenu.Content
        align="end"
        sideOffset={6}
        className="z-50 max-h-[80dvh] min-w-60 overflow-y-auto rounded-xl border border-line bg-surface p-1.5 shadow-xl"
      >
        {account && (
          <>
            <DropdownMenu.Label className="truncate px-3 py-2 text-sm text-ink-soft">{account.name}</DropdownMenu.Label>
            <MenuLink href="/account">{words('account')}</MenuLink>
            {account.isOperator && <MenuLink href="/settings">{words('settings')}</MenuLink>}
            <Line />
          </>
        )}
        <Choices
          label={words('language')}
          value={locale}
          options={LOCALES.map((one) => ({ value: one, label: LOCALE_NAMES[one] }))}
          onChange={(value) => isLocale(value) && choose(LOCALE_COOKIE, value)}
        />
        <Line />
        <Choices
          label={words('theme')}
          value={theme}
          options={THEMES.map((one) => ({ value: one, label: words(`themes.${one}`) }))}
          onChange={chooseTheme}
        />
        {account && (
          <>
            <Line />
            <DropdownMenu.Item className={ITEM} onSelect={() => void signOut()}>
              {words('signOut')}
            </DropdownMenu.Item>
          </>
        )}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  )
}

function Line() {
  return <DropdownMenu.Separator className="my-1.5 h-px bg-line" />
}

function MenuLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <DropdownMenu.Item asChild className={ITEM}>
      <Link href={href}>{children}</Link>
    </DropdownMenu.Item>
  )
}

type ChoicesProps = {
  label: string
  value: string
  options: { value: string; label: string }[]
  onChange: (value: string) => void
}

function Choices({ label, value, options, onChange }: ChoicesProps) {
  return (
    <DropdownMenu.RadioGroup value={value} onValueChange={onChange} aria-label={label}>
      <DropdownMenu.Label className="px-3 pt-1 pb-0.5 text-xs font-medium text-ink-soft">{label}</DropdownMenu.Label>
      {options.map((option) => (
        <DropdownMenu.RadioItem key={option.value} value={option.value} className={ITEM}>
          <span className="grid size-4 place-items-center">
            <DropdownMenu.ItemIndicator>
              <Check aria-hidden className="size-4 text-sea" />
            </DropdownMenu.ItemIndicator>
          </span>
          {option.label}
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  )
}
