/** `/settings/people`: who has an account, who may make one. */

import { listAccounts } from '@shoal/db/accounts'
import { listInvitations } from '@shoal/db/invitations'
import { readServerSettings } from '@shoal/db/server-settings'
import { roleSchema } from '@shoal/protocol/roles'
import { z } from 'zod'
import { AddPersonForm } from '../../../features/settings/add-person-form.tsx'
import { Invitations } from '../../../features/settings/invitations.tsx'
import { PageLinks } from '../../../features/settings/page-links.tsx'
import { PersonItem } from '../../../features/settings/person-item.tsx'
import { SignUpSettingForm } from '../../../features/settings/server-forms.tsx'
import { SettingsFrame, settingsTitle } from '../../../features/settings/settings-frame.tsx'
import { getTranslations } from '../../../i18n/request.ts'
import { database } from '../../../server/database.ts'
import { requireAccount } from '../../../server/session.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Field } from '../../../ui/field.tsx'
import { SelectBox } from '../../../ui/select-box.tsx'

export const generateMetadata = () => settingsTitle('people')

const PAGE_SIZE = 25
const querySchema = z.object({
  search: z.string().trim().max(100).catch(''),
  role: roleSchema.or(z.literal('')).catch(''),
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
})

export default async function PeoplePage({ searchParams }: PageProps<'/settings/people'>) {
  const you = await requireAccount('/settings/people', 'operator')
  const { page, ...query } = querySchema.parse(await searchParams)
  const { search, role } = query
  const [{ accounts, count }, invitations, settings, words, roles] = await Promise.all([
    listAccounts(database(), { search, ...(role && { role }), skip: (page - 1) * PAGE_SIZE, take: PAGE_SIZE }),
    listInvitations(database()),
    readServerSettings(database()),
    getTranslations('settings'),
    getTranslations('account'),
  ])
  const now = new Date()
  const invited = invitations.map(({ id, role, note, expiresAt, usedAt }) => ({
    ...{ id, role, note },
    state: usedAt !== null ? ('used' as const) : expiresAt > now ? ('open' as const) : ('over' as const),
    whenMs: (usedAt ?? expiresAt).getTime(),
  }))
  return (
    <SettingsFrame page="people">
      <search>
        <form method="get" className="mb-5 grid items-end gap-4 sm:grid-cols-[1fr_14rem_auto]">
          <Field label={words('people.search')} name="search" type="search" defaultValue={search} />
          <div>
            <label htmlFor="people-role" className="mb-1.5 block font-medium">
              {words('people.role')}
            </label>
            <SelectBox id="people-role" name="role" defaultValue={role}>
              <option value="">{words('people.allRoles')}</option>
              {roleSchema.options.map((one) => (
                <option key={one} value={one}>
                  {roles(`roles.${one}`)}
                </option>
              ))}
            </SelectBox>
          </div>
          <Button type="submit" look="quiet">
            {words('people.doSearch')}
          </Button>
        </form>
      </search>
      <p className="mb-3 text-sm text-ink-soft">{words('people.count', { count })}</p>
      {accounts.length === 0 ? (
        <p className="text-ink-soft">{words('people.none')}</p>
      ) : (
        <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
          {accounts.map(({ lastSignInAt, bannedAt, createdAt: _createdAt, ...person }) => (
            <PersonItem
              key={person.id}
              person={{
                ...person,
                isYou: person.id === you.id,
                isBanned: bannedAt !== null,
                lastSignInAtMs: lastSignInAt?.getTime() ?? null,
              }}
            />
          ))}
        </ul>
      )}
      <PageLinks path="/settings/people" query={query} page={page} pages={Math.ceil(count / PAGE_SIZE)} />
      <div className="mt-10 grid items-start gap-5 lg:grid-cols-2">
        <div className="grid gap-5">
          <SignUpSettingForm settings={{ signUp: settings.signUp }} />
          <Card title={words('people.add')}>
            <AddPersonForm />
          </Card>
        </div>
        <Card title={words('invitations.title')}>
          <Invitations invitations={invited} />
        </Card>
      </div>
    </SettingsFrame>
  )
}
