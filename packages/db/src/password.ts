/** Hashes a password the way better-auth checks it, for an account that is made without a browser. */

export { hashPassword } from 'better-auth/crypto'
