import { addPerson, listPeople } from '../../../../features/settings/people-operations.ts'

export const GET = listPeople.route
export const POST = addPerson.route
