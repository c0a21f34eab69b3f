import { setWords } from '../../../../../../../features/studio/broadcast-operations.ts'

export const PUT = setWords.route
