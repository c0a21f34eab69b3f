import { readChatSettings, setChatSettings } from '../../../../../../features/studio/chat-settings-operation.ts'

export const GET = readChatSettings.route
export const PUT = setChatSettings.route
