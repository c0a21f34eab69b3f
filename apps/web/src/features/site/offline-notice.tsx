/** Says on a page that stands still that this machine has no network. */

'use client'

import { useTranslations } from 'use-intl/react'
import { ConnectionStatus } from '../../ui/connection-status.tsx'
import { useIsOffline } from '../../ui/use-is-offline.ts'

export function OfflineNotice() {
  const words = useTranslations('site')
  const isOffline = useIsOffline()
  return <ConnectionStatus>{isOffline ? words('noNetwork') : null}</ConnectionStatus>
}
