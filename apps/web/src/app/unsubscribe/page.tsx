/** Where the link at the foot of an e-mail leads. */

import type { Metadata } from 'next'
import { UnsubscribeForm } from '../../features/notifications/unsubscribe-form.tsx'
import { Empty } from '../../features/site/empty.tsx'
import { PageFrame } from '../../features/site/page-frame.tsx'
import { Messages } from '../../i18n/messages.tsx'
import { getTranslations } from '../../i18n/request.ts'

export async function generateMetadata(): Promise<Metadata> {
  const words = await getTranslations('notifications')
  return { title: words('unsubscribe.title'), robots: { index: false } }
}

export default async function UnsubscribePage({ searchParams }: PageProps<'/unsubscribe'>) {
  const words = await getTranslations('notifications')
  const given = Object.entries(await searchParams).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as [string, string]] : [],
  )
  return (
    <PageFrame>
      <Messages of={['notifications']}>
        <Empty title={words('unsubscribe.title')}>
          <UnsubscribeForm query={new URLSearchParams(given).toString()} />
        </Empty>
      </Messages>
    </PageFrame>
  )
}
