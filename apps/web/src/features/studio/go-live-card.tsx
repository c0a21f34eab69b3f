/** The way to a live broadcast: server, key, signal, preview, live. Goes on by itself. */

'use client'

import clsx from 'clsx'
import { Check } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Link } from '../../ui/link.tsx'
import { forgetFreshKey, freshKey } from './fresh-key.ts'
import { FreshKey } from './fresh-key-box.tsx'
import { currentStep, GO_LIVE_STEPS, type GoLiveFacts, goLiveSteps } from './go-live-steps.ts'
import { NewKeyButton } from './new-key-button.tsx'
import { ObsGuide } from './obs-guide.tsx'
import { useStudio } from './studio-provider.tsx'
import { TestPictureButton } from './test-picture-button.tsx'

export type UsableKey = { hint: string; wasUsed: boolean }

export function GoLiveCard({ keys, isPreviewed }: { keys: UsableKey[]; isPreviewed: boolean }) {
  const { slug, studio, serverUrl } = useStudio()
  const words = useTranslations('studio')
  const [fresh, setFresh] = useState(() => freshKey(slug))
  const [isServerCopied, setServerCopied] = useState(false)
  const [isKeyCopied, setKeyCopied] = useState(false)
  const [isOpen, setOpen] = useState(false)
  const { state } = studio.channel
  useEffect(() => () => forgetFreshKey(slug), [slug])

  const facts: GoLiveFacts = {
    ...{ state, isServerCopied, isKeyCopied, isPreviewed },
    wasKeyUsed: keys.some(({ wasUsed }) => wasUsed),
    hasKey: keys.length > 0 || fresh !== null,
  }
  const steps = goLiveSteps(facts)
  const current = currentStep(facts)
  const isOver = state === 'ended' || state === 'offline'
  /** Not before the streamer sees it move too: the steps below say the same. */
  const isOn = state === 'live' && current === 'live'
  const showsSetup = isOver && (isOpen || !facts.wasKeyUsed || fresh !== null || keys.length === 0)
  const [known] = keys

  return (
    <Card title={words(isOn ? 'steps.titleOn' : 'steps.title')}>
      <ol className="mb-4 grid grid-cols-5 gap-1.5">
        {steps.map(({ step, state: stepState }) => (
          <li key={step} aria-current={stepState === 'current' ? 'step' : undefined} className="min-w-0">
            <span
              aria-hidden
              className={clsx(
                'mb-1.5 block h-1.5 rounded-full',
                stepState === 'done' && 'bg-sea',
                stepState === 'current' && 'bg-sea/55 motion-safe:animate-pulse',
                stepState === 'ahead' && 'bg-raised',
              )}
            />
            <span
              className={clsx(
                'flex items-center gap-1 text-xs sm:text-sm',
                stepState === 'current' ? 'font-semibold text-ink' : 'text-ink-soft',
              )}
            >
              {stepState === 'done' && <Check aria-hidden className="size-3.5 shrink-0 text-sea max-sm:hidden" />}
              <span className="truncate">{words(`steps.${step}`)}</span>
              <span className="sr-only">{` ${words(`steps.${stepState}`)}`}</span>
            </span>
          </li>
        ))}
      </ol>
      <p role="status" className="font-medium">
        <span className="sr-only">
          {words('steps.progress', {
            ...{ step: GO_LIVE_STEPS.indexOf(current) + 1, steps: GO_LIVE_STEPS.length },
            name: words(`steps.${current}`),
          })}{' '}
        </span>
        {current === 'signal' && (state === 'interrupted' ? words('steps.signalLost') : words('steps.signalText'))}
        {current === 'preview' && words('steps.previewText')}
        {current === 'live' && words('steps.liveText')}
      </p>
      {showsSetup && (
        <div className="mt-3 space-y-5">
          <div className="space-y-2">
            <CopyField label={words('steps.server')} value={serverUrl} onCopy={() => setServerCopied(true)} />
            <p className="text-sm text-ink-soft">{words('steps.serverText')}</p>
          </div>
          {fresh === null ? (
            <div className="space-y-3 text-sm">
              <p>
                {known === undefined
                  ? words('steps.noKey')
                  : words(known.wasUsed ? 'steps.keyHidden' : 'steps.keyUnused', { hint: known.hint })}
              </p>
              <div className="flex flex-wrap items-center gap-4">
                <NewKeyButton count={keys.length} onMade={setFresh} />
                <Link href={`/studio/${slug}/keys`} className="font-medium text-sea hover:underline">
                  {words('steps.toKeys')}
                </Link>
              </div>
            </div>
          ) : (
            <FreshKey value={fresh} onCopy={() => setKeyCopied(true)} onDone={() => setFresh(null)} />
          )}
          <ObsGuide />
        </div>
      )}
      {isOver && !showsSetup && (
        <Button look="quiet" size="small" className="mt-3" onClick={() => setOpen(true)}>
          {words('steps.again')}
        </Button>
      )}
      <TestPictureButton />
    </Card>
  )
}
