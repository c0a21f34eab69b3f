/** What stands over the picture about helping: a question before it begins, or one line of notice that it does. */

import * as z from 'zod/mini'
import { part } from './part.ts'
import { type Answer, answerSchema } from './plan-element.ts'

export const consentWordsSchema = z.object({
  ...{ ask: z.string(), yes: z.string(), no: z.string() },
  ...{ notice: z.string(), metered: z.string(), fine: z.string(), turnOff: z.string() },
})
type ConsentWords = z.infer<typeof consentWordsSchema>

/** `metered` is a notice, too: it only receives, because the connection costs by the byte. */
type Shown = 'ask' | 'notice' | 'metered'

export type ConsentBox = {
  element: HTMLElement
  show(what: Shown, words: ConsentWords): void
  hide(): void
}

export function createConsentBox(onAnswer: (answer: Answer) => void): ConsentBox {
  const element = part('section', 'ask')
  element.hidden = true
  element.dir = 'auto'
  const text = document.createElement('span')
  text.id = 'consent'
  text.setAttribute('role', 'status') // it comes while something else is looked at
  element.setAttribute('aria-labelledby', text.id)
  let shown: Shown | null = null

  function button(label: string, answer: Answer): HTMLButtonElement {
    const made = part('button', 'answer')
    made.type = 'button'
    made.textContent = label
    made.addEventListener('click', () => onAnswer(answer))
    return made
  }

  return {
    element,
    show(what, words) {
      if (what === shown) return
      shown = what
      element.hidden = false
      element.setAttribute('part', what === 'ask' ? 'ask' : 'notice')
      const [agree, refuse] =
        what === 'ask'
          ? [button(words.yes, 'yes'), button(words.no, 'no')]
          : [button(words.fine, 'fine'), button(words.turnOff, 'no')]
      element.replaceChildren(text, agree, refuse)
      text.textContent = words[what]
    },
    hide() {
      shown = null
      element.hidden = true
    },
  }
}

/** What is said in one of a page's players counts in all of them. */
const listeners = new Set<(answer: Answer) => void>()

/** Returns the undo. */
export function hearAnswers(listener: (answer: Answer) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

const ANSWER_KEY = 'shoal-player.agreed'

export function readAnswer(): Answer | null {
  try {
    return answerSchema.safeParse(localStorage.getItem(ANSWER_KEY)).data ?? null
  } catch {
    return null
  }
}

export function keepAnswer(answer: Answer): void {
  try {
    localStorage.setItem(ANSWER_KEY, answer)
  } catch {
    // kept until the page is closed
  }
  for (const listener of listeners) listener(answer)
}
