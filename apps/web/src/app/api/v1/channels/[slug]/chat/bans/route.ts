import { readChatBans } from '../../../../../../../features/chat/operations.ts'

export const GET = readChatBans.route
