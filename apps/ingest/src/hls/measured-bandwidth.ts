/** Measures the bits a second of segments, as BANDWIDTH and AVERAGE-BANDWIDTH mean them (RFC 8216, 4.3.4.2). Pure. */

export type MeasuredBandwidth = { bandwidth: number; averageBandwidth: number }
type Sized = { bytes: number; durationSeconds: number }

/** The peak is that of any segments in a row that last 0.5 to 1.5 target durations; null without segments. */
export function measureBandwidth(segments: readonly Sized[], targetSeconds: number): MeasuredBandwidth | null {
  let allBytes = 0
  let allSeconds = 0
  let peak = 0
  for (let i = 0; i < segments.length; i++) {
    let bytes = 0
    let seconds = 0
    for (let j = i; j < segments.length; j++) {
      const segment = segments[j]
      if (!segment || (j > i && seconds + segment.durationSeconds > 1.5 * targetSeconds)) break
      bytes += segment.bytes
      seconds += segment.durationSeconds
      if (seconds >= 0.5 * targetSeconds) peak = Math.max(peak, bytes / seconds)
    }
    allBytes += segments[i]?.bytes ?? 0
    allSeconds += segments[i]?.durationSeconds ?? 0
  }
  if (allSeconds === 0) return null
  const average = allBytes / allSeconds
  return { bandwidth: Math.ceil(Math.max(peak, average) * 8), averageBandwidth: Math.ceil(average * 8) }
}
