/** The way to a live broadcast, in steps that go on by themselves. Pure. */

import type { ChannelEvent } from '@shoal/protocol/channel-event'

export const GO_LIVE_STEPS = ['server', 'key', 'signal', 'preview', 'live'] as const
export type GoLiveStep = (typeof GO_LIVE_STEPS)[number]
export type StepState = 'done' | 'current' | 'ahead'

export type GoLiveFacts = {
  state: ChannelEvent['state']
  /** Whether the server's address was copied on this page. */
  isServerCopied: boolean
  isKeyCopied: boolean
  /** Whether a key of this channel, that still works, has ever let a publisher in: then both are known to its encoder. */
  wasKeyUsed: boolean
  /** Whether the channel has a key that works. */
  hasKey: boolean
  /** Whether the preview shows moving pictures. */
  isPreviewed: boolean
}

export function goLiveSteps(facts: GoLiveFacts): { step: GoLiveStep; state: StepState }[] {
  const current = GO_LIVE_STEPS.indexOf(currentStep(facts))
  const isOn = facts.state === 'live' && facts.isPreviewed
  return GO_LIVE_STEPS.map((step, index) => ({
    step,
    state: index < current || isOn ? 'done' : index === current ? 'current' : 'ahead',
  }))
}

export function currentStep({
  state,
  isServerCopied,
  isKeyCopied,
  wasKeyUsed,
  hasKey,
  isPreviewed,
}: GoLiveFacts): GoLiveStep {
  if (state === 'live') return isPreviewed ? 'live' : 'preview'
  if (state === 'starting') return 'preview'
  if (state === 'interrupted') return 'signal'
  if (!hasKey) return isServerCopied ? 'key' : 'server'
  if (wasKeyUsed || isKeyCopied) return 'signal'
  return isServerCopied ? 'key' : 'server'
}
