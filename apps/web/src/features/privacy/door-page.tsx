/** What stands in place of a broadcast that is not for this visitor, or not yet: a password, or the way to sign in. */

import { Messages } from '../../i18n/messages.tsx'
import { getTranslations } from '../../i18n/request.ts'
import { Link } from '../../ui/link.tsx'
import { KeepFresh } from '../site/keep-fresh.tsx'
import { PageFrame } from '../site/page-frame.tsx'
import { PasswordForm } from './password-form.tsx'

/** The channel's events tell strangers nothing of its door, so the page looks whether it is still this one. */
const LOOK_AGAIN_MS = 5000

type DoorPageProps = {
  access: 'password' | 'sign-in'
  channel: { slug: string; title: string }
  /** Null for whatever the channel shows now. */
  broadcastId: string | null
  /** Where this page is, to come back to. */
  path: string
}

export async function DoorPage(props: DoorPageProps) {
  return (
    <PageFrame>
      <KeepFresh everyMs={LOOK_AGAIN_MS} />
      <DoorCard {...props} />
    </PageFrame>
  )
}

/** Without the frame, for pages that stand in other people's. */
async function DoorCard({ access, channel, broadcastId, path }: DoorPageProps) {
  const t = await getTranslations('privacy')
  const words = access === 'password' ? 'password' : 'members'
  return (
    <div className="mx-auto max-w-sm py-6 sm:py-14">
      <p className="text-sm font-medium text-ink-soft">@{channel.slug}</p>
      <h1 className="mt-1 text-3xl font-semibold text-balance">{t(`${words}.title`)}</h1>
      <p className="mt-3 text-ink-soft">{t(`${words}.lead`, { channel: channel.title })}</p>
      {access === 'password' ? (
        <Messages of={['privacy']}>
          <PasswordForm slug={channel.slug} broadcastId={broadcastId} />
        </Messages>
      ) : (
        <p className="mt-8">
          <Link
            href={`/sign-in?next=${encodeURIComponent(path)}`}
            className="inline-flex min-h-11 items-center rounded-lg bg-ink px-5 font-medium text-paper"
          >
            {t('members.signIn')}
          </Link>
        </p>
      )}
      <p className="mt-8">
        <Link href="/" className="text-sea underline underline-offset-4">
          {t('back')}
        </Link>
      </p>
    </div>
  )
}
