import { readChatOverlay, renewChatOverlay } from '../../../../../../../features/chat/operations.ts'

export const GET = readChatOverlay.route
export const POST = renewChatOverlay.route
