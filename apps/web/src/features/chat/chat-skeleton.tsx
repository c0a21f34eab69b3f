/** Where lines will be. */

const WIDTHS = ['60%', '85%', '40%', '70%']

export function ChatSkeleton() {
  return (
    <div aria-hidden className="flex-1 space-y-3 p-3">
      {WIDTHS.map((width) => (
        <div key={width} className="h-4 rounded bg-raised" style={{ width }} />
      ))}
    </div>
  )
}
