/** How long an operator's password has to be, for the form and for the server. */

export const MIN_PASSWORD_LENGTH = 10
export const MAX_PASSWORD_LENGTH = 128
