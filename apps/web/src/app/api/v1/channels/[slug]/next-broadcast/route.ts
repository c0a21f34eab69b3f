import { setNextWords } from '../../../../../../features/studio/broadcast-operations.ts'

export const PUT = setNextWords.route
