/** `/about`: what the operator says of the server, and its rules. */

import { PageFrame } from '../../features/site/page-frame.tsx'
import { ShoalField } from '../../features/site/shoal-field.tsx'
import { getTranslations } from '../../i18n/request.ts'
import { serverSettings } from '../../server/settings.ts'

export async function generateMetadata() {
  return { title: (await getTranslations('site'))('about') }
}

export default async function AboutPage() {
  const [words, { name, about, rules }] = await Promise.all([getTranslations('site'), serverSettings()])
  return (
    <PageFrame>
      <div className="mx-auto max-w-2xl space-y-10">
        <div className="relative h-36 overflow-hidden rounded-2xl sm:h-56">
          <ShoalField />
        </div>
        <section className="space-y-3">
          <h1 className="text-3xl font-semibold">{name}</h1>
          <Paragraphs text={about || words('description')} />
        </section>
        {rules && (
          <section className="space-y-3">
            <h2 className="text-xl font-semibold">{words('rules')}</h2>
            <Paragraphs text={rules} />
          </section>
        )}
      </div>
    </PageFrame>
  )
}

function Paragraphs({ text }: { text: string }) {
  return <p className="whitespace-pre-line text-ink-soft">{text}</p>
}
