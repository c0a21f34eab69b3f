import { banPerson, unbanPerson } from '../../../../../../features/settings/people-operations.ts'

export const PUT = banPerson.route
export const DELETE = unbanPerson.route
