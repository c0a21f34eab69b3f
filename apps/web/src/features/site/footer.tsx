/** What the operator says of the server, and where to read more; at the foot of pages. */

import { getTranslations } from '../../i18n/request.ts'
import { serverSettings } from '../../server/settings.ts'
import { Link } from '../../ui/link.tsx'

export async function Footer() {
  const [words, { about, rules }] = await Promise.all([getTranslations('site'), serverSettings()])
  return (
    <footer className="border-t border-line">
      <div className="mx-auto flex max-w-7xl flex-wrap gap-x-6 gap-y-1 px-4 py-4 text-sm text-ink-soft sm:px-6">
        {(about || rules) && <FootLink href="/about">{about ? words('about') : words('rules')}</FootLink>}
        <FootLink href="/api">{words('api')}</FootLink>
        <span className="ms-auto py-1">{words('poweredBy')}</span>
      </div>
    </footer>
  )
}

function FootLink({ href, children }: { href: string; children: string }) {
  return (
    <Link href={href} className="py-1 underline-offset-4 hover:text-ink hover:underline">
      {children}
    </Link>
  )
}
