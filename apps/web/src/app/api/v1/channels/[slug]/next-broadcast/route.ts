import { setNextWords } from '../../../../../../features/studio/broadcast-operations.ts'

export const PATCH = setNextWords.route
