/** `/player`: how to put a broadcast into one's own page, with an example to try. */

import { headers } from 'next/headers'
import { PlayerGuide } from '../../features/embed/player-guide.tsx'
import { PageFrame } from '../../features/site/page-frame.tsx'
import { Messages } from '../../i18n/messages.tsx'
import { getTranslations } from '../../i18n/request.ts'
import { pageAddress, pageOrigin } from '../../server/addresses.ts'
import { serverConfig } from '../../server/env.ts'

export async function generateMetadata() {
  const words = await getTranslations('embed')
  return { title: words('page.title'), description: words('page.intro') }
}

export default async function PlayerPage() {
  const origin = pageOrigin(pageAddress(await headers(), serverConfig()))
  return (
    <PageFrame>
      <Messages of={['embed']}>
        <PlayerGuide origin={origin} />
      </Messages>
    </PageFrame>
  )
}
