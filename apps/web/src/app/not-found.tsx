/** For addresses that nothing is at. */

import { Empty } from '../features/site/empty.tsx'
import { PageFrame } from '../features/site/page-frame.tsx'
import { getTranslations } from '../i18n/request.ts'
import { Link } from '../ui/link.tsx'

export async function generateMetadata() {
  return { title: (await getTranslations('site'))('notFound.title') }
}

export default async function NotFound() {
  const words = await getTranslations('site')
  return (
    <PageFrame>
      <Empty title={words('notFound.title')}>
        <p>
          {words.rich('notFound.text', {
            code: (chunks) => <code dir="ltr">{chunks}</code>,
            link: (chunks) => (
              <Link href="/" className="text-sea underline underline-offset-4">
                {chunks}
              </Link>
            ),
          })}
        </p>
      </Empty>
    </PageFrame>
  )
}
