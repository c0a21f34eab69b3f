import { setWords } from '../../../../../../../features/studio/broadcast-operations.ts'

export const PATCH = setWords.route
