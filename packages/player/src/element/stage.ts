/** What a viewer sees of the element: the video, and over it a word of what is the matter, a question, a button. */

import { type ConsentBox, createConsentBox } from './consent-box.ts'
import { part } from './part.ts'
import type { Answer } from './plan-element.ts'
import { isHopeless, type Problem, sayProblem } from './problem.ts'
import { sheet } from './style.ts'
import type { ToldWithWords } from './told.ts'

type StageFacts = {
  /** Its page or its viewer wants it to play. */
  isStarted: boolean
  hasControls: boolean
  /** What it waits for, and why there is no picture. */
  waiting: 'offline' | 'starting' | 'ended' | 'deleted' | null
  problem: Problem | null
  /** What is asked or told about helping. */
  consent: Parameters<ConsentBox['show']>[0] | null
  words: ToldWithWords['words'] | undefined
}

export type Stage = { video: HTMLVideoElement; show(facts: StageFacts): void }

export function createStage(
  root: ShadowRoot,
  { onPlay, onAnswer }: { onPlay: () => void; onAnswer: (answer: Answer) => void },
): Stage {
  root.adoptedStyleSheets = [sheet()]
  const video = part('video', 'video')
  video.playsInline = true
  video.crossOrigin = 'anonymous'
  const note = part('p', 'note')
  note.setAttribute('role', 'status')
  const box = createConsentBox(onAnswer)
  const play = part('button', 'play')
  play.type = 'button'
  play.textContent = '▶'
  play.setAttribute('aria-label', 'Play')
  play.addEventListener('click', onPlay)
  root.append(video, note, box.element, play)

  return {
    video,
    show({ isStarted, hasControls, waiting, problem, consent, words }) {
      const text = waiting !== null && words ? (words[waiting] ?? words.ended) : problem && sayProblem(problem, words)
      note.hidden = text === null
      // what is said again is not read out again
      if (note.textContent !== text) note.textContent = text ?? ''
      // what has failed may be tried at once
      const isOver = problem !== null && !isHopeless(problem) && problem !== 'not-found'
      play.hidden = waiting !== null || (problem && isHopeless(problem)) || (isStarted && !isOver)
      note.toggleAttribute('data-low', text !== null && !play.hidden)
      if (words) play.setAttribute('aria-label', words.play)
      video.controls = hasControls && isStarted && problem === null
      if (words && consent) box.show(consent, words)
      else box.hide()
    },
  }
}
