/** What a player on another site's page asks for: its channel or broadcast is in the address. */

import { ticketRequestSchema } from '@shoal/protocol/ticket'
import { z } from 'zod'

const { mode, past, renew } = ticketRequestSchema.shape
export const foreignTicketSchema = z.strictObject({ mode, past, renew })
