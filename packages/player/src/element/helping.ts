/** Whether the element's viewer helps: by its page's word, its server's rule, and its own answer. */

import { type P2pMode, p2pModeSchema } from '@shoal/protocol/p2p-mode'
import { isMeteredNow } from '../limits/metered-connection.ts'
import { hearAnswers, readAnswer } from './consent-box.ts'
import { type Answer, selectElementMode, type Told } from './plan-element.ts'

type HelpingOptions = {
  /** The page's word, as its attribute has it. */
  attribute: () => string | null
  /** The server's rule; null until it has told. */
  consent: () => Told['consent'] | null
  /** Its viewer has answered, here or in another of the page's players. */
  onAnswer: () => void
}

export class Helping {
  readonly #options: HelpingOptions
  /** As it was at first: a mode that changed by itself would be a surprise. */
  readonly #isMetered = isMeteredNow()
  #answer: Answer | null = null
  #heedNoMore = () => {}

  constructor(options: HelpingOptions) {
    this.#options = options
  }

  begin(): void {
    this.#answer = readAnswer() ?? this.#answer
    this.#heedNoMore = hearAnswers((answer) => {
      this.#answer = answer
      this.#options.onAnswer()
    })
  }

  end(): void {
    this.#heedNoMore()
  }

  get mode(): P2pMode {
    return this.#select().mode
  }

  /** What has to be asked of who plays, or told to who shares. */
  unsaid({ isSharing }: { isSharing: boolean }): 'ask' | 'notice' | 'metered' | null {
    const { mode, isAsked, isNoticed } = this.#select()
    if (isAsked) return 'ask'
    if (!isSharing || !isNoticed) return null
    return mode === 'on' ? 'notice' : 'metered'
  }

  #select() {
    const { attribute, consent } = this.#options
    return selectElementMode({
      attribute: p2pModeSchema.safeParse(attribute()).data ?? null,
      consent: consent(),
      answer: this.#answer,
      isMetered: this.#isMetered,
    })
  }
}
