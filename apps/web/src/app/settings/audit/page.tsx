/** `/settings/audit`: what was done on this server, by whom and when. */

import { auditActions, listAuditEntries } from '@shoal/db/audit'
import { Fragment } from 'react'
import { z } from 'zod'
import { createAuditWords } from '../../../features/settings/audit-words.ts'
import { PageLinks } from '../../../features/settings/page-links.tsx'
import { SettingsFrame, settingsTitle } from '../../../features/settings/settings-frame.tsx'
import { getTranslations, requestLocale } from '../../../i18n/request.ts'
import { database } from '../../../server/database.ts'
import { requireAccount } from '../../../server/session.ts'
import { Button } from '../../../ui/button.tsx'
import { Field } from '../../../ui/field.tsx'
import { SelectBox } from '../../../ui/select-box.tsx'

export const generateMetadata = () => settingsTitle('audit')

const PAGE_SIZE = 50
const DAY_MS = 24 * 3600_000
/** What can't be read counts as not asked for. */
const querySchema = z.object({
  actor: z.string().trim().max(100).catch(''),
  action: z.string().max(60).catch(''),
  since: z.iso.date().or(z.literal('')).catch(''),
  until: z.iso.date().or(z.literal('')).catch(''),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
})

export default async function AuditPage({ searchParams }: PageProps<'/settings/audit'>) {
  await requireAccount('/settings/audit', 'operator')
  const { page, ...query } = querySchema.parse(await searchParams)
  const filter = {
    ...{ actor: query.actor, action: query.action },
    since: query.since ? new Date(query.since) : undefined,
    until: query.until ? new Date(new Date(query.until).getTime() + DAY_MS) : undefined,
  }
  const [{ entries, count }, actions, words, accountWords, studioWords, locale] = await Promise.all([
    listAuditEntries(database(), filter, { skip: (page - 1) * PAGE_SIZE, take: PAGE_SIZE }),
    auditActions(database()),
    getTranslations('settings'),
    getTranslations('account'),
    getTranslations('studio'),
    requestLocale(),
  ])
  const say = createAuditWords({ words, accountWords, studioWords, locale })
  return (
    <SettingsFrame page="audit">
      <p className="mb-6 text-ink-soft">{words('audit.text')}</p>
      <form method="get" className="mb-8 grid items-end gap-4 sm:grid-cols-2 lg:grid-cols-5">
        <Field label={words('audit.actor')} name="actor" defaultValue={query.actor} />
        <div>
          <label htmlFor="audit-action" className="mb-1.5 block font-medium">
            {words('audit.action')}
          </label>
          <SelectBox id="audit-action" name="action" defaultValue={query.action}>
            <option value="">{words('audit.allActions')}</option>
            {actions.map((action) => (
              <option key={action} value={action}>
                {say.action(action)}
              </option>
            ))}
          </SelectBox>
        </div>
        <Field label={words('audit.since')} name="since" type="date" defaultValue={query.since} />
        <Field label={words('audit.until')} name="until" type="date" defaultValue={query.until} />
        <Button type="submit" look="quiet">
          {words('audit.filter')}
        </Button>
      </form>
      {entries.length === 0 ? (
        <p className="text-ink-soft">{words('audit.none')}</p>
      ) : (
        <ol className="divide-y divide-line rounded-2xl border border-line bg-surface">
          {entries.map(({ id, at, actorName, action, target, detail }) => (
            <li key={id} className="grid gap-x-6 gap-y-1 px-5 py-3.5 sm:grid-cols-[11rem_1fr]">
              <time dateTime={at.toISOString()} className="text-sm text-ink-soft tabular-nums">
                {say.time(at)}
              </time>
              <div className="min-w-0">
                <p>
                  <span className="font-medium">{say.action(action)}</span>{' '}
                  <span className="text-ink-soft">
                    {'· '}
                    <bdi>{actorName === '' ? words('audit.nobody') : actorName}</bdi>
                    {target !== '' && (
                      <>
                        {' · '}
                        <bdi>{say.target(target)}</bdi>
                      </>
                    )}
                  </span>
                </p>
                {Object.keys(detail).length > 0 && (
                  <p className="mt-0.5 text-sm break-words text-ink-soft">
                    {Object.entries(detail).map(([name, value], index) => (
                      <Fragment key={name}>
                        {index > 0 && ' · '}
                        {say.detail(name)}: <bdi>{say.value(action, name, value)}</bdi>
                      </Fragment>
                    ))}
                  </p>
                )}
              </div>
            </li>
          ))}
        </ol>
      )}
      <PageLinks path="/settings/audit" query={query} page={page} pages={Math.ceil(count / PAGE_SIZE)} />
    </SettingsFrame>
  )
}
