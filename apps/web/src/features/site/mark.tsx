/** Shoal's sign: three fish, going the same way. */

export function Mark({ className }: { className?: string }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 28 24" className={className} fill="currentColor">
      <path d="M2 7C5.5 3.6 10 3.6 13 7l2.6-2.3L15 7l.6 2.3L13 7c-3 3.4-7.500 3.400-11 0Z" />
      <path d="M11 13c3.500-3.400 8-3.400 11 0l2.600-2.300L24 13l.6 2.300L22 13c-3 3.400-7.500 3.400-11 0Z" />
      <path
        d="M3 19c3-2.900 6.800-2.900 9.300 0l2.200-2-.5 2 .5 2-2.200-2c-2.500 2.900-6.300 2.900-9.300 0Z"
        opacity=".62"
      />
    </svg>
  )
}
