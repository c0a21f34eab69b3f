/** A problem that the person at the shell can do something about: its message is the whole sentence they read. */
export class OperatorError extends Error {
  override name = 'OperatorError'
}
