/** Ends the session and goes home. */

import { sendJson } from '../../ui/send-json.ts'

export async function signOut(): Promise<void> {
  await sendJson('POST', '/api/auth/sign-out', {})
  // a whole new page, so that nothing of the account's stays in memory
  location.assign('/')
}
