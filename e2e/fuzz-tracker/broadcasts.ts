/** The broadcast whose swarms are attacked, and the one whose viewers are not to notice. */

export const FUZZED_BROADCAST = 'fuzzedbroadcast00001'
export const HONEST_BROADCAST = 'honestbroadcast00001'
