/** Something to type at a shell, kept on one line. */

/** What an operator types to be given the link that sets the server up. */
export const SETUP_COMMAND = 'npm run shoal -- setup'

export function Code({ children }: { children: string }) {
  return <code className="rounded bg-raised px-1.5 py-0.5 text-[0.9em] whitespace-nowrap">{children}</code>
}
