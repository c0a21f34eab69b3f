/** What P2P changed, in a sentence, and whether enough was watched without it to say so. Pure. */

import type { DashboardEvent, GroupComparison } from './dashboard-event.ts'

export type GroupVerdict = { kind: 'none' | 'too-little' | 'same' | 'better' | 'worse'; sentence: string }

const ENOUGH_MS = 600_000
/** Nobody notices less: half a second in a hundred. */
const NOTICED = 0.005

type Control = DashboardEvent['control']

export function compareGroups(groups: GroupComparison | null, control: Control): GroupVerdict {
  if (groups === null) return { kind: 'none', sentence: explainNone(control) }
  const { swarm, control: without } = groups
  if (
    without.playedMs + without.stalledMs < ENOUGH_MS ||
    swarm.rebufferRatio === null ||
    without.rebufferRatio === null
  ) {
    return { kind: 'too-little', sentence: 'Too little was watched without P2P so far to say what it changes.' }
  }
  const difference = swarm.rebufferRatio - without.rebufferRatio
  if (difference > NOTICED) return { kind: 'worse', sentence: 'Viewers with P2P waited more than those without.' }
  if (difference < -NOTICED) return { kind: 'better', sentence: 'Viewers with P2P waited less than those without.' }
  return { kind: 'same', sentence: 'Viewers with P2P waited no more than those without.' }
}

function explainNone(control: Control): string {
  if (control === null) return 'There is no control group: this server’s settings have P2P, or that group, turned off.'
  const share = `${Math.round(control.share * 1000) / 10} %`
  return `Shown from ${control.from} viewers on: then ${share} of the new ones play without P2P, to compare with.`
}
