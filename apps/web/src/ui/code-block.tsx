/** Lines of code, which scroll where they are longer than their place. */

import { ScrollRegion } from './scroll-region.tsx'

export function CodeBlock({ label, children }: { label: string; children: string }) {
  return (
    <ScrollRegion label={label} className="max-h-96 rounded-xl bg-raised p-4 text-sm">
      <pre dir="ltr">
        <code>{children}</code>
      </pre>
    </ScrollRegion>
  )
}
