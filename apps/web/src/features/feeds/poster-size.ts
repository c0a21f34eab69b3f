/** How large a broadcast's latest picture is: as ingest makes it, no wider than this and in the shape of the source. */

const MOST_WIDTH = 640

export type Size = { width: number; height: number }

/** @param largest the largest rung, whose pixels are squares */
export function posterSize(largest: Size): Size {
  const width = even(Math.min(MOST_WIDTH, largest.width))
  return { width, height: even((width * largest.height) / largest.width) }
}

function even(length: number): number {
  return Math.trunc(length / 2) * 2
}
