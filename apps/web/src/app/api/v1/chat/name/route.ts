import { setChatName } from '../../../../../features/chat/operations.ts'

export const PUT = setChatName.route
