/** Shows the element at work on an address of one's own, and the code for it. */

'use client'

import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Code } from '../../ui/code.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { frameCode } from '../watch/frame-code.ts'
import { type Address, readAddress } from './read-address.ts'

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'shoal-player': React.HTMLAttributes<HTMLElement> & {
        ref?: React.Ref<HTMLElement>
        channel?: string
        src?: string
        swarm?: string
        autoplay?: string
        muted?: string
      }
    }
  }
}

const ATTRIBUTES = ['channel', 'src', 'swarm', 'tickets', 'p2p', 'autoplay', 'muted', 'poster', 'nocontrols'] as const

export function PlayerGuide({ origin }: { origin: string }) {
  const words = useTranslations('embed.page')
  const example = `${origin}/@name`
  const [text, setText] = useState('')
  const [isWrong, setWrong] = useState(false)
  const [shown, setShown] = useState<Address | null>(null)
  const code = shown ?? { kind: 'channel', url: example, frameUrl: `${origin}/embed/@name` }

  function show(event: FormEvent) {
    event.preventDefault()
    const address = readAddress(text, origin)
    setWrong(address === null)
    if (address) setShown(address)
  }

  return (
    <div className="space-y-8">
      <div className="max-w-prose space-y-3">
        <h1 className="text-3xl font-semibold">{words('title')}</h1>
        <p className="text-lg text-ink-soft">{words('intro')}</p>
      </div>
      <Card title={words('try')}>
        <form onSubmit={show} noValidate className="flex flex-wrap items-start gap-3">
          <Field
            label={words('address')}
            hint={words('addressHint', { example })}
            error={isWrong ? words('badAddress') : undefined}
            value={text}
            onChange={(event) => setText(event.target.value)}
            inputMode="url"
            dir="ltr"
            className="min-w-0 flex-1 basis-80"
          />
          <Button type="submit" className="mt-[1.9rem]">
            {words('show')}
          </Button>
        </form>
        {shown && <Example key={shown.url} address={shown} origin={origin} />}
      </Card>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5 lg:grid-cols-2">
        <Card title={words('copyElement')}>
          <CopyField label="HTML" value={elementCode(code, origin)} />
        </Card>
        {code.frameUrl !== null && (
          <Card title={words('copyFrame')}>
            <CopyField label="HTML" value={frameCode({ title: 'Shoal', url: code.frameUrl })} />
          </Card>
        )}
      </div>
      <Card title={words('attributes')}>
        <dl className="grid gap-x-6 gap-y-4 sm:grid-cols-[auto_1fr] sm:gap-y-3">
          {ATTRIBUTES.map((name) => (
            <div key={name} className="space-y-1 sm:contents">
              <dt>
                <Code>{name}</Code>
              </dt>
              <dd className="text-ink-soft">{words(`attribute.${name}`)}</dd>
            </div>
          ))}
        </dl>
      </Card>
      <Card title={words('frame')}>
        <p className="max-w-prose text-ink-soft">
          {words.rich('frameText', { script: () => <Code>{`${origin}/embed.js`}</Code> })}
        </p>
        <div className="mt-4">
          <CodeBlock label="JavaScript">
            {`const player = ShoalEmbed(document.querySelector('iframe'))
player.on('state', ({ state, isPaused, qualities }) => { … })
player.on('time', ({ at, behind }) => { … })
player.play()
player.volume(0.5)
player.quality('720p')`}
          </CodeBlock>
        </div>
      </Card>
      <Card title={words('limits')}>
        <div className="max-w-prose space-y-3 text-ink-soft">
          <p>{words('foreign')}</p>
          <p>{words('limitsText')}</p>
        </div>
      </Card>
    </div>
  )
}

/** Any address plays here: the page has a policy of its own for it (server/security-headers.ts). */
function Example({ address, origin }: { address: Address; origin: string }) {
  const words = useTranslations('embed.page')
  const element = useRef<HTMLElement>(null)
  const [problem, setProblem] = useState<string | null>(null)

  useEffect(() => {
    const script = document.createElement('script')
    script.type = 'module'
    script.src = '/shoal-player.js'
    document.head.append(script) // it defines the element once, however often it is loaded
    return () => script.remove()
  }, [])

  useEffect(() => {
    const fail = (event: Event) => {
      if (event instanceof CustomEvent) setProblem(String(event.detail?.reason ?? ''))
      // it tries again by itself
      if (!shown || !('video' in shown) || !(shown.video instanceof HTMLVideoElement)) return
      shown.video.addEventListener('playing', () => setProblem(null), { once: true })
    }
    const shown = element.current
    shown?.addEventListener('shoalerror', fail)
    return () => shown?.removeEventListener('shoalerror', fail)
  }, [])

  return (
    <div className="mt-5 max-w-3xl space-y-3">
      <shoal-player
        ref={element}
        className="overflow-hidden rounded-xl"
        {...(address.kind === 'channel' ? { channel: address.url } : { src: address.url, swarm: origin })}
      />
      {address.kind === 'playlist' && <Notice>{words('foreign')}</Notice>}
      {origin.startsWith('https:') && address.url.startsWith('http:') && <Notice>{words('insecure')}</Notice>}
      {problem !== null && <Notice tone="bad">{words('failed', { reason: problem })}</Notice>}
    </div>
  )
}

function elementCode({ kind, url }: Address, origin: string): string {
  const value = url.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  const where = kind === 'channel' ? `channel="${value}"` : `src="${value}" swarm="${origin}"`
  return `<script type="module" src="${origin}/shoal-player.js"></script>\n<shoal-player ${where}></shoal-player>`
}
