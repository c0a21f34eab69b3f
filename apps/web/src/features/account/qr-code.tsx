/** A QR code (ISO/IEC 18004) as one path, dark on light in both themes: cameras want it so. */

import { encode } from 'uqr'

const QUIET_MODULES = 3

export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET_MODULES })
  const path = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="w-48 rounded-lg bg-white"
    >
      <path d={path} fill="#000" />
    </svg>
  )
}
