import { readServer } from '../../../../features/site/server-operation.ts'

export const GET = readServer.route
