import { requestTicket } from '../../../../features/watch/ticket-operation.ts'

export const POST = requestTicket.route
