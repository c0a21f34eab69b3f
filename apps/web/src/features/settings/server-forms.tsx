/** The server's name and look, what it says of itself, and who may sign up. */

'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import {
  SETTING_LIMITS,
  type ServerSettings,
  serverSettingsSchema,
  signUpSchema,
} from '@shoal/protocol/server-settings'
import { Controller, useForm } from 'react-hook-form'
import { useTranslations } from 'use-intl/react'
import { LOCALE_NAMES, LOCALES } from '../../i18n/locale-names.ts'
import { readableAccent } from '../../ui/accent.ts'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { ImageField } from '../media/image-field.tsx'
import { SettingsSection } from './settings-section.tsx'
import { TextArea } from './text-area.tsx'

type Part<Name extends keyof ServerSettings> = { settings: Pick<ServerSettings, Name> }

const lookSchema = serverSettingsSchema.pick({ name: true, logo: true, accent: true })
const wordsSchema = serverSettingsSchema.pick({ about: true, rules: true, locale: true, chatNames: true })
const signUpFormSchema = serverSettingsSchema.pick({ signUp: true })
const CHAT_NAMES = ['anyone', 'accounts'] as const
const COLOUR = /^#[0-9a-f]{6}$/

export function LookForm({ settings }: Part<'name' | 'logo' | 'accent'>) {
  const words = useTranslations('settings.server')
  const form = useForm({ resolver: zodResolver(lookSchema), defaultValues: settings })
  const { errors } = form.formState
  const accent = form.watch('accent')
  return (
    <SettingsSection title={words('look')} form={form}>
      <Field
        label={words('name')}
        error={errors.name && words('nameWrong', { most: SETTING_LIMITS.name })}
        {...form.register('name')}
      />
      <Controller
        control={form.control}
        name="logo"
        render={({ field }) => (
          <ImageField label={words('logo')} value={field.value ?? null} onChange={field.onChange} />
        )}
      />
      <Field
        label={words('accent')}
        hint={words('accentHint')}
        dir="ltr"
        spellCheck={false}
        error={errors.accent && words('accentWrong')}
        {...form.register('accent', { setValueAs: (value) => (value ? String(value).trim().toLowerCase() : null) })}
      />
      {accent && COLOUR.test(accent) && <AccentPreview accent={accent} />}
    </SettingsSection>
  )
}

function AccentPreview({ accent }: { accent: string }) {
  const words = useTranslations('settings.server')
  const { light, dark, lightInk, darkInk } = readableAccent(accent)
  const isMended = light !== accent || dark !== accent
  return (
    <div>
      <div className="flex flex-wrap gap-3">
        <Swatch label={words('accentLight')} page="#f6f9fa" colour={light} ink={lightInk} />
        <Swatch label={words('accentDark')} page="#18222c" colour={dark} ink={darkInk} />
      </div>
      <p className="mt-2 text-sm text-ink-soft" role="status">
        {words(isMended ? 'accentMended' : 'accentFine')}
      </p>
    </div>
  )
}

type SwatchProps = { label: string; page: string; colour: string; ink: string }

function Swatch({ label, page, colour, ink }: SwatchProps) {
  return (
    <div className="flex items-center gap-3 rounded-lg border border-line p-3" style={{ background: page }}>
      <span className="rounded-md px-3 py-1.5 text-sm font-medium" style={{ background: colour, color: ink }}>
        {label}
      </span>
      <span className="text-sm font-medium" dir="ltr" style={{ color: colour }}>
        {colour}
      </span>
    </div>
  )
}

export function WordsForm({ settings }: Part<'about' | 'rules' | 'locale' | 'chatNames'>) {
  const words = useTranslations('settings.server')
  const form = useForm({ resolver: zodResolver(wordsSchema), defaultValues: settings })
  const { errors } = form.formState
  return (
    <SettingsSection title={words('words')} form={form}>
      <TextArea
        label={words('about')}
        hint={words('textHint')}
        error={errors.about && words('textWrong', { most: SETTING_LIMITS.text })}
        {...form.register('about')}
      />
      <TextArea
        label={words('rules')}
        hint={words('textHint')}
        error={errors.rules && words('textWrong', { most: SETTING_LIMITS.text })}
        {...form.register('rules')}
      />
      <Controller
        control={form.control}
        name="locale"
        render={({ field }) => (
          <Select
            label={words('locale')}
            hint={words('localeHint')}
            value={field.value ?? 'en'}
            onChange={field.onChange}
            options={LOCALES.map((one) => ({ value: one, label: LOCALE_NAMES[one] }))}
          />
        )}
      />
      <Controller
        control={form.control}
        name="chatNames"
        render={({ field }) => (
          <Select
            label={words('chatNames')}
            hint={words('chatNamesHint')}
            value={field.value ?? 'anyone'}
            onChange={field.onChange}
            options={CHAT_NAMES.map((one) => ({ value: one, label: words(`chat.${one}`) }))}
          />
        )}
      />
    </SettingsSection>
  )
}

export function SignUpSettingForm({ settings }: Part<'signUp'>) {
  const words = useTranslations('settings')
  const form = useForm({ resolver: zodResolver(signUpFormSchema), defaultValues: settings })
  return (
    <SettingsSection title={words('server.signUp')} form={form}>
      <Controller
        control={form.control}
        name="signUp"
        render={({ field }) => (
          <Select
            label={words('server.signUp')}
            hint={words('invitations.closed')}
            value={field.value ?? 'closed'}
            onChange={field.onChange}
            options={signUpSchema.options.map((one) => ({ value: one, label: words(`server.signUpOptions.${one}`) }))}
          />
        )}
      />
    </SettingsSection>
  )
}
