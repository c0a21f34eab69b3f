/** A form that takes the place of the button that opens it, and gives it back with the focus on it. */

'use client'

import { useState } from 'react'

export function useInPlace() {
  const [state, setState] = useState<'untouched' | 'open' | 'closed'>('untouched')
  return {
    isOpen: state === 'open',
    close: () => setState('closed'),
    /** Of the button: a new one comes where the form was, and what had the focus is gone with that. */
    opener: { onClick: () => setState('open'), autoFocus: state === 'closed' },
  }
}
