/** Whether the connection costs by the byte, as far as the browser tells. */

/** The Network Information API (https://wicg.github.io/netinfo/), which few browsers have; `metered` is Firefox' own. */
type Connection = { saveData?: boolean; type?: string; metered?: boolean }

const PAID_BY_THE_BYTE: readonly string[] = ['cellular', 'wimax', 'bluetooth']

export function isMeteredConnection(connection: Connection | undefined, prefersReducedData: boolean): boolean {
  if (prefersReducedData) return true
  if (!connection) return false
  return connection.saveData === true || connection.metered === true || PAID_BY_THE_BYTE.includes(connection.type ?? '')
}

export function isMeteredNow(): boolean {
  const { connection }: Navigator & { connection?: Connection } = navigator
  return isMeteredConnection(connection, matchMedia('(prefers-reduced-data: reduce)').matches)
}
