/** Whether who asks the API may see a broadcast: a token's account has no cookie for `viewerAccess` to find. */

import type { Channel } from '@shoal/db/channels'
import type { Privacy } from '@shoal/protocol/privacy'
import { mayOnChannel } from './access.ts'
import type { Account } from './find-account.ts'
import { viewerAccess } from './privacy.ts'

type Wanted = { channel: Channel; privacy: Privacy; broadcast: { id: string } | null }

/** By its address; lists name only what is public. */
export async function maySee(
  { request, account }: { request: Request; account: Account | null },
  { channel, privacy, broadcast }: Wanted,
): Promise<boolean> {
  if (isOpenToAnyone(privacy)) return true
  if (privacy === 'members') return account !== null
  if (account && (await mayOnChannel(account, channel, privacy === 'private' ? 'run' : 'moderate'))) return true
  return (await viewerAccess(request.headers, { channel, broadcast })) === 'open'
}

/** Who has the address needs nothing else. */
export function isOpenToAnyone(privacy: Privacy): boolean {
  return privacy === 'public' || privacy === 'unlisted'
}
