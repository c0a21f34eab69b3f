/** The keys that this server's tickets are signed with; a rotation is noticed within a second. */

import { openTicketKeys } from '@shoal/protocol/ticket-keys'
import { serverConfig } from './env.ts'
import { singleton } from './singleton.ts'

export const ticketKeys = singleton('ticket-keys', () => openTicketKeys(serverConfig().secretsFolder))
