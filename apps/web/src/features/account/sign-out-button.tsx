/** Ends the operator's session and goes home. */

'use client'

import { useState } from 'react'
import { sendJson } from '../../ui/send-json.ts'

export function SignOutButton() {
  const [isLeaving, setLeaving] = useState(false)

  async function signOut() {
    setLeaving(true)
    await sendJson('POST', '/api/auth/sign-out', {})
    // a whole new page, so that nothing of the operator's stays in memory
    location.assign('/')
  }

  return (
    <button type="button" onClick={signOut} disabled={isLeaving} className="py-2 text-ink-soft hover:text-ink">
      Sign out
    </button>
  )
}
