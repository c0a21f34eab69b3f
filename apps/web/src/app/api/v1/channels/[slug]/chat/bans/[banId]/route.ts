import { deleteChatBan } from '../../../../../../../../features/chat/operations.ts'

export const DELETE = deleteChatBan.route
