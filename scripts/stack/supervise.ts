/** Starts a part, keeps it running, and tells the console and its log about it. */

import { OperatorError } from '../operator-error.ts'
import type { RunningChild } from '../processes/child.ts'
import { type PartEvent, SupervisedPart } from '../processes/supervised-part.ts'
import type { Settings } from '../settings.ts'
import { createPartConsole } from './part-console.ts'

export type LineListener = (line: string, from: 'stdout' | 'stderr') => void
/** `start` makes one run of the part; its lines go to the listener. */
export type Supervise = (name: string, start: (onLine: LineListener) => Promise<RunningChild>) => SupervisedPart

export type SupervisionOptions = { settings: Settings; isVerbose: boolean; shutdown: AbortController }

/** A part that cannot be kept running ends all of it, with a sentence. */
export function createSupervision({ settings, isVerbose, shutdown }: SupervisionOptions): Supervise {
  return (name, start) => {
    const lines = createPartConsole(name, { logFolder: settings.logFolder, isVerbose })
    const onEvent = (event: PartEvent) => {
      lines.onEvent(event)
      if (event.kind === 'gave-up') shutdown.abort(new OperatorError(giveUpSentence(name, event, lines.logFile)))
    }
    const part = new SupervisedPart(name, () => start(lines.onLine), onEvent)
    part.start()
    return part
  }
}

function giveUpSentence(name: string, { exit, refused }: PartEvent & { kind: 'gave-up' }, logFile: string): string {
  if (refused && exit.refusal) return exit.refusal
  const last = exit.lastLine ? `, saying "${exit.lastLine.slice(0, 300)}"` : ''
  return `The ${name} ended at once five times in a row (${exit.how})${last}: look into ${logFile}, then start again.`
}
