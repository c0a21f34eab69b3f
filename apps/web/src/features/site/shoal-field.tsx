/** A shoal in deep water: what is shown where there is no picture. The same fish at every render. */

const FISH = Array.from({ length: 64 }, (_, index) => {
  // golden angle: spread without clumps, denser towards the middle
  const angle = index * 2.39996
  const radius = Math.sqrt(index / 64)
  const x = 50 + Math.cos(angle) * radius * 46
  const y = 30 + Math.sin(angle) * radius * 20 + Math.sin(x / 14) * 4
  return {
    x: x.toFixed(2),
    y: y.toFixed(2),
    size: (0.75 + ((index * 37) % 11) / 12).toFixed(2),
    turn: Math.round(Math.cos(x / 14) * 16 - 6),
    opacity: (0.16 + ((index * 53) % 17) / 34).toFixed(2),
  }
})

export function ShoalField() {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 100 60"
      preserveAspectRatio="xMidYMid slice"
      className="absolute inset-0 size-full bg-deep"
    >
      <defs>
        <radialGradient id="water" cx="38%" cy="-10%" r="115%">
          <stop offset="0" stopColor="oklch(0.42 0.075 210)" />
          <stop offset="1" stopColor="oklch(0.17 0.04 238)" />
        </radialGradient>
        <path id="fish" d="M-2.1 0C-.9-.85.8-.85 1.5 0L2.3-.62 2.1 0 2.3.62 1.5 0C.8.85-.9.85-2.1 0Z" />
      </defs>
      <rect width="100" height="60" fill="url(#water)" />
      <g fill="oklch(0.86 0.07 195)" className="motion-safe:[animation:drift_14s_ease-in-out_infinite_alternate]">
        {FISH.map((fish) => (
          <use
            key={`${fish.x} ${fish.y}`}
            href="#fish"
            opacity={fish.opacity}
            transform={`translate(${fish.x} ${fish.y}) rotate(${fish.turn}) scale(${fish.size})`}
          />
        ))}
      </g>
    </svg>
  )
}
