import { changeChatSettings, readChatSettings } from '../../../../../../features/studio/chat-settings-operation.ts'

export const GET = readChatSettings.route
export const PATCH = changeChatSettings.route
