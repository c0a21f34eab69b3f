/** Something to type at a shell, kept on one line. */

export function Code({ children }: { children: string }) {
  return <code className="rounded bg-raised px-1.5 py-0.5 text-[0.9em] whitespace-nowrap">{children}</code>
}
