/** What stands where a part of the studio will be, for the moment until it is there. */

import { getTranslations } from '../../../i18n/request.ts'

export default async function StudioLoading() {
  const words = await getTranslations('ui')
  return (
    <div role="status" className="grid gap-6 motion-safe:animate-pulse lg:grid-cols-[minmax(0,1.45fr)_minmax(0,1fr)]">
      <span className="sr-only">{words('loading')}</span>
      <div className="aspect-video rounded-2xl bg-raised" />
      <div className="h-64 rounded-2xl bg-raised" />
    </div>
  )
}
