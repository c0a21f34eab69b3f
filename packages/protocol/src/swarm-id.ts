/** The name of the swarm that shares one rung: never a URL, so that tokens in URLs do not split it. */

/** Given to the loader as `swarmId`; the loader adds the rung itself (`v2-${swarmId}-main-${index}`). */
export function swarmId(broadcastId: string, epoch: number): string {
  return `${broadcastId}-${epoch}`
}
