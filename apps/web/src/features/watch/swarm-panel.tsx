/** A small picture of who gives to whom, and the same in words. */

'use client'

import { useTranslations } from 'use-intl/react'
import { useFigures } from '../../ui/use-figures.ts'
import { CENTRE, type DrawnPeer, drawPeers, type SwarmFacts } from './describe-swarm.ts'

const SERVER = { x: 50, y: 7 }

export function SwarmPanel({ facts }: { facts: SwarmFacts }) {
  const words = useTranslations('watch.swarm')
  const figures = useFigures()
  const peers = drawPeers(facts.links)
  const { originBytes, peerBytes, uploadedBytes, sources, mode } = facts
  const got = words('got', {
    peers: figures.bytes(peerBytes),
    count: sources,
    server: figures.bytes(originBytes),
  })
  const gave = mode === 'on' ? words('gave', { bytes: figures.bytes(uploadedBytes) }) : words(`silent.${mode}`)
  return (
    <div className="grid gap-x-6 gap-y-4 sm:grid-cols-[minmax(0,22rem)_1fr] sm:items-center">
      <svg viewBox="0 0 100 64" role="img" aria-label={words('picture')} className="w-full max-w-md">
        <Line from={SERVER} to={CENTRE} weight={originBytes > 0 ? 0.6 : 0.1} tone="sand" isMoving={originBytes > 0} />
        {peers.map((peer) => (
          <PeerLines key={peer.id} peer={peer} />
        ))}
        <g className="fill-sand">
          <rect x={SERVER.x - 5} y={SERVER.y - 4} width="10" height="3.2" rx="1" />
          <rect x={SERVER.x - 5} y={SERVER.y} width="10" height="3.2" rx="1" />
        </g>
        {peers.map(({ id, x, y, receivedBytes, givenBytes }) => (
          <circle key={id} cx={x} cy={y} r="2.6" className="fill-sea stroke-surface" strokeWidth="1">
            <title>{words('peer', { got: figures.bytes(receivedBytes), gave: figures.bytes(givenBytes) })}</title>
          </circle>
        ))}
        <circle cx={CENTRE.x} cy={CENTRE.y} r="4.6" className="fill-ink stroke-surface" strokeWidth="1.4" />
        <text x={SERVER.x + 8} y={SERVER.y + 1.4} className="fill-ink-soft text-[3.6px]">
          {words('server')}
        </text>
        {/* outlined, for a line may go through it */}
        <text
          x={CENTRE.x}
          y={CENTRE.y + 9}
          textAnchor="middle"
          strokeWidth="1.8"
          strokeLinejoin="round"
          className="fill-ink stroke-surface text-[3.6px] font-semibold [paint-order:stroke]"
        >
          {words('you')}
        </text>
      </svg>
      <div className="space-y-2">
        <p>
          {got} {gave}
        </p>
        <ul className="space-y-1 text-sm text-ink-soft">
          <li className="flex items-center gap-2">
            <Dot className="bg-sea" />
            {words('connected', { count: facts.links.length })}
          </li>
          <li className="flex items-center gap-2">
            <Dot className="bg-sand" />
            {words('fromServer', { bytes: figures.bytes(originBytes) })}
          </li>
        </ul>
        {peers.length > 0 && (
          <details className="text-sm text-ink-soft">
            <summary className="py-1">{words('each')}</summary>
            <ul className="space-y-1 ps-4">
              {peers.map((peer, index) => (
                <li key={peer.id}>
                  {words('eachOne', {
                    number: index + 1,
                    got: figures.bytes(peer.receivedBytes),
                    gave: figures.bytes(peer.givenBytes),
                  })}
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </div>
  )
}

function Dot({ className }: { className: string }) {
  return <span aria-hidden className={`size-2.5 shrink-0 rounded-full ${className}`} />
}

/** One line a direction, a little apart. */
function PeerLines({ peer }: { peer: DrawnPeer }) {
  const { receivedBytes, givenBytes, weight } = peer
  const [dx, dy] = [CENTRE.x - peer.x, CENTRE.y - peer.y]
  const length = Math.hypot(dx, dy) || 1
  const aside = (by: number) => ({ x: (-dy / length) * by, y: (dx / length) * by })
  const [near, far] = [aside(0.9), aside(-0.9)]
  return (
    <>
      {receivedBytes > 0 && (
        <Line
          from={{ x: peer.x + near.x, y: peer.y + near.y }}
          to={{ x: CENTRE.x + near.x, y: CENTRE.y + near.y }}
          {...{ weight, tone: 'sea', isMoving: true }}
        />
      )}
      {givenBytes > 0 && (
        <Line
          from={{ x: CENTRE.x + far.x, y: CENTRE.y + far.y }}
          to={{ x: peer.x + far.x, y: peer.y + far.y }}
          {...{ weight, tone: 'sea', isMoving: true }}
        />
      )}
      {receivedBytes + givenBytes === 0 && <Line from={peer} to={CENTRE} weight={0} tone="line" isMoving={false} />}
    </>
  )
}

type Point = { x: number; y: number }
type LineProps = { from: Point; to: Point; weight: number; tone: 'sea' | 'sand' | 'line'; isMoving: boolean }

const TONES = { sea: 'stroke-sea', sand: 'stroke-sand', line: 'stroke-line-strong' }

/** Dashes that move the way that the bytes go. */
function Line({ from, to, weight, tone, isMoving }: LineProps) {
  return (
    <line
      {...{ x1: from.x, y1: from.y, x2: to.x, y2: to.y }}
      strokeWidth={0.5 + weight * 1.1}
      strokeLinecap="round"
      strokeDasharray={isMoving ? '0.1 2.2' : '1 2'}
      className={`${TONES[tone]} ${isMoving ? 'motion-safe:[animation:flow_1.1s_linear_infinite]' : ''}`}
    />
  )
}
