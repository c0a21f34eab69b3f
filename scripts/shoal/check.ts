/** One thing that the doctor looked at. */
export type Check = {
  name: string
  state: 'ok' | 'warn' | 'fail'
  /** What was found. */
  found: string
  /** What to do about it, where there is something to do. */
  advice?: string
}
