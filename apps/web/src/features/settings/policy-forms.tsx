/** What viewers carry, what streamers may have, how long recordings stay, and what delivery costs. */

'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import type { P2pMode } from '@shoal/protocol/p2p-mode'
import {
  p2pConsentSchema,
  SETTING_LIMITS,
  type ServerSettings,
  serverSettingsSchema,
} from '@shoal/protocol/server-settings'
import { Controller, useForm } from 'react-hook-form'
import { useTranslations } from 'use-intl/react'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { SettingsSection } from './settings-section.tsx'

/** What the environment says: the upper bound. */
export type Bounds = { most: P2pMode; uploadKbps: number | null; uploadMegabytes: number | null }

const p2pSchema = serverSettingsSchema.pick({ p2p: true })
const quotasSchema = serverSettingsSchema.pick({ quotas: true, retentionDays: true })
const priceSchema = serverSettingsSchema.pick({ price: true })
const MOST = ['on', 'receive-only', 'off'] as const

/** An empty field is null; what is no number is refused by the schema. */
const numberOrNull = { setValueAs: (value: unknown) => (value === '' || value === null ? null : Number(value)) }
const number = { setValueAs: (value: unknown) => (value === '' ? undefined : Number(value)) }

export function P2pForm({ settings, bounds }: { settings: Pick<ServerSettings, 'p2p'>; bounds: Bounds }) {
  const words = useTranslations('settings.policy')
  const form = useForm({ resolver: zodResolver(p2pSchema), defaultValues: settings })
  const errors = form.formState.errors.p2p
  const allowed = MOST.slice(MOST.indexOf(bounds.most))
  const environment = { value: 'environment' as const, label: words('mostOptions.environment', modeOf(bounds.most)) }
  function modeOf(mode: P2pMode) {
    return { mode: words(`mostOptions.${mode}`) }
  }
  return (
    <SettingsSection title={words('p2p')} form={form}>
      <Controller
        control={form.control}
        name="p2p.consent"
        render={({ field }) => (
          <Select
            label={words('consent')}
            hint={words('consentHint')}
            value={field.value ?? 'notice'}
            onChange={field.onChange}
            options={p2pConsentSchema.options.map((one) => ({ value: one, label: words(`consentOptions.${one}`) }))}
          />
        )}
      />
      <Controller
        control={form.control}
        name="p2p.most"
        render={({ field }) => (
          <Select
            label={words('most')}
            value={field.value ?? 'environment'}
            onChange={(value) => field.onChange(value === 'environment' ? null : value)}
            options={[environment, ...allowed.map((one) => ({ value: one, label: words(`mostOptions.${one}`) }))]}
          />
        )}
      />
      <Field
        label={words('uploadKbps')}
        hint={words('uploadKbpsHint', { limit: String(bounds.uploadKbps ?? words('noLimit')) })}
        inputMode="numeric"
        error={errors?.uploadKbps && words('wholeNumberOrEmpty', SETTING_LIMITS.uploadKbps)}
        {...form.register('p2p.uploadKbps', numberOrNull)}
      />
      <Field
        label={words('uploadMegabytes')}
        hint={words('uploadMegabytesHint', { limit: String(bounds.uploadMegabytes ?? words('noLimit')) })}
        inputMode="numeric"
        error={errors?.uploadMegabytes && words('wholeNumberOrEmpty', SETTING_LIMITS.uploadMegabytes)}
        {...form.register('p2p.uploadMegabytes', numberOrNull)}
      />
    </SettingsSection>
  )
}

export function QuotasForm({ settings }: { settings: Pick<ServerSettings, 'quotas' | 'retentionDays'> }) {
  const words = useTranslations('settings.policy')
  const form = useForm({ resolver: zodResolver(quotasSchema), defaultValues: settings })
  const { errors } = form.formState
  return (
    <SettingsSection title={words('quotas')} form={form}>
      <Field
        label={words('channels')}
        inputMode="numeric"
        error={errors.quotas?.channelsPerStreamer && words('wholeNumber', SETTING_LIMITS.channelsPerStreamer)}
        {...form.register('quotas.channelsPerStreamer', number)}
      />
      <Field
        label={words('broadcasts')}
        hint={words('broadcastsHint')}
        inputMode="numeric"
        error={errors.quotas?.broadcasts && words('wholeNumberOrEmpty', SETTING_LIMITS.broadcasts)}
        {...form.register('quotas.broadcasts', numberOrNull)}
      />
      <Field
        label={words('retention')}
        hint={words('retentionHint')}
        inputMode="numeric"
        error={errors.retentionDays && words('wholeNumberOrEmpty', SETTING_LIMITS.retentionDays)}
        {...form.register('retentionDays', numberOrNull)}
      />
    </SettingsSection>
  )
}

export function PriceForm({ settings }: { settings: Pick<ServerSettings, 'price'> }) {
  const words = useTranslations('settings.policy')
  const form = useForm({ resolver: zodResolver(priceSchema), defaultValues: settings })
  const errors = form.formState.errors.price
  return (
    <SettingsSection title={words('price')} form={form}>
      <Field
        label={words('perGigabyte')}
        hint={words('perGigabyteHint')}
        inputMode="decimal"
        error={
          errors?.perGigabyte && words('perGigabyteWrong', { most: SETTING_LIMITS.perGigabyte.most, example: 0.05 })
        }
        {...form.register('price.perGigabyte', {
          setValueAs: (value: unknown) => (value === '' ? undefined : Number(String(value).replace(',', '.'))),
        })}
      />
      <Field
        label={words('currency')}
        hint={words('currencyHint')}
        dir="ltr"
        autoCapitalize="characters"
        error={errors?.currency && words('currencyWrong')}
        {...form.register('price.currency', { setValueAs: (value: unknown) => String(value).trim().toUpperCase() })}
      />
    </SettingsSection>
  )
}
