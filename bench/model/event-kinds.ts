/** What happens in the model. */

export const LISTED = 0
export const FROM_ORIGIN = 1
export const TELL = 2
export const TOLD = 3
export const ASKED = 4
export const SENT = 5
export const RECEIVED = 6
export const REFUSED = 7
export const LOOK = 8
export const PANIC = 9
export const PLAY = 10
export const PUMP = 11
export const LOOK_AGAIN = 12
