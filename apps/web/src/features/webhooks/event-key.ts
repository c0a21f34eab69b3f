/** An event's key in the message catalogue, where a dot means nesting. */

const KEYS = {
  'broadcast.started': 'broadcast_started',
  'broadcast.interrupted': 'broadcast_interrupted',
  'broadcast.ended': 'broadcast_ended',
  'recording.ready': 'recording_ready',
  ping: 'ping',
} as const

export function eventKey(event: string): (typeof KEYS)[keyof typeof KEYS] {
  return KEYS[event as keyof typeof KEYS] ?? 'ping'
}
