import { readReplayedChat } from '../../../../../../features/chat/operations.ts'

export const GET = readReplayedChat.route
