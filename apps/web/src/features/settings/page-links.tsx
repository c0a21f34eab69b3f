/** To the page before and the next one, of a list that is longer than a page. */

import { getTranslations } from '../../i18n/request.ts'
import { Link } from '../../ui/link.tsx'

type PageLinksProps = { path: string; query: Record<string, string | undefined>; page: number; pages: number }

export async function PageLinks({ path, query, page, pages }: PageLinksProps) {
  const words = await getTranslations('settings')
  if (pages <= 1) return null
  const to = (wanted: number) => {
    const set = Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : []))
    return `${path}?${new URLSearchParams([...set, ['page', String(wanted)]])}`
  }
  return (
    <div className="mt-5 flex flex-wrap items-center justify-between gap-3">
      <span>{page > 1 && <PageLink href={to(page - 1)}>{words('people.previous')}</PageLink>}</span>
      <span className="text-sm text-ink-soft">{words('people.page', { page, pages })}</span>
      <span>{page < pages && <PageLink href={to(page + 1)}>{words('people.next')}</PageLink>}</span>
    </div>
  )
}

function PageLink({ href, children }: { href: string; children: string }) {
  return (
    <Link href={href} className="inline-block py-1.5 text-sea underline underline-offset-4">
      {children}
    </Link>
  )
}
