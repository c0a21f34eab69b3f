/** How long a password has to be that somebody chooses, on a page and on the command line. */

export const MIN_PASSWORD_LENGTH = 10
export const MAX_PASSWORD_LENGTH = 128
