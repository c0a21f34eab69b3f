import { watchStudio } from '../../../../../../../features/studio/studio-events-operation.ts'

export const GET = watchStudio.route
