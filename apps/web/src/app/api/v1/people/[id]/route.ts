import { changePerson, removePerson } from '../../../../../features/settings/people-operations.ts'

export const PATCH = changePerson.route
export const DELETE = removePerson.route
