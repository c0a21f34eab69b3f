/** Which key of the keyboard does what to the player. Pure. */

export type KeyAction =
  | { kind: 'play-or-pause' | 'mute' | 'full-screen' | 'theatre' | 'captions' | 'picture-in-picture' | 'help' }
  | { kind: 'seek-by'; seconds: number }
  /** 0 is the beginning of what can be sought in, 1 its end. */
  | { kind: 'seek-to'; share: number }
  | { kind: 'louder'; by: number }
  | { kind: 'faster'; steps: number }

const ARROW_SECONDS = 5
const LETTER_SECONDS = 10
const VOLUME_STEP = 0.05

const ACTIONS: Record<string, KeyAction> = {
  ' ': { kind: 'play-or-pause' },
  k: { kind: 'play-or-pause' },
  j: { kind: 'seek-by', seconds: -LETTER_SECONDS },
  l: { kind: 'seek-by', seconds: LETTER_SECONDS },
  ArrowLeft: { kind: 'seek-by', seconds: -ARROW_SECONDS },
  ArrowRight: { kind: 'seek-by', seconds: ARROW_SECONDS },
  ArrowUp: { kind: 'louder', by: VOLUME_STEP },
  ArrowDown: { kind: 'louder', by: -VOLUME_STEP },
  Home: { kind: 'seek-to', share: 0 },
  End: { kind: 'seek-to', share: 1 },
  m: { kind: 'mute' },
  f: { kind: 'full-screen' },
  t: { kind: 'theatre' },
  c: { kind: 'captions' },
  i: { kind: 'picture-in-picture' },
  '<': { kind: 'faster', steps: -1 },
  '>': { kind: 'faster', steps: 1 },
  '?': { kind: 'help' },
  '؟': { kind: 'help' },
}

/** A key that is held down moves on and on, but turns nothing on and off. */
export function goesOnWhileHeld({ kind }: KeyAction): boolean {
  return kind === 'seek-by' || kind === 'louder'
}

type Press = { key: string; code: string; ctrlKey: boolean; altKey: boolean; metaKey: boolean }

/** A letter or a digit of another script stands where one of these is on most keyboards. */
const FOREIGN = /^(?!\p{Script=Latin}|[0-9])[\p{L}\p{Nd}]$/u

export function selectAction({ key: typed, code, ctrlKey, altKey, metaKey }: Press): KeyAction | null {
  if (ctrlKey || altKey || metaKey) return null
  const key = FOREIGN.test(typed) ? code.replace(/^(?:Key|Digit)/, '') : typed
  if (/^[0-9]$/.test(key)) return { kind: 'seek-to', share: Number(key) / 10 }
  return ACTIONS[key.length === 1 ? key.toLowerCase() : key] ?? null
}

/**
 * Whether what has the focus needs this key itself. `role` is the element's ARIA role or, where it has none, its tag in
 * lower case.
 */
export function isKeyOfFocus(key: string, focus: { role: string; isEditable: boolean }): boolean {
  if (focus.isEditable || TYPED_INTO.has(focus.role)) return true
  if (MOVED_THROUGH.has(focus.role)) return key.startsWith('Arrow') || key === 'Home' || key === 'End' || key === ' '
  return key === ' ' && PRESSED.has(focus.role)
}

const TYPED_INTO = new Set(['input', 'textarea', 'select', 'textbox', 'combobox', 'searchbox', 'dialog', 'alertdialog'])
const MOVED_THROUGH = new Set(['slider', 'radio', 'radiogroup', 'menu', 'menuitem', 'menuitemradio', 'tab', 'option'])
const PRESSED = new Set(['button', 'a', 'link', 'summary', 'switch', 'checkbox'])
