import { invite, listInvited } from '../../../../features/settings/people-operations.ts'

export const GET = listInvited.route
export const POST = invite.route
