/** Connections to PostgreSQL that either side may end at any time, and nothing but the next query hears of it. */

import { Pool, type PoolConfig } from 'pg'

export function createPool(config: PoolConfig): Pool {
  const pool = new Pool(config)
  pool.on('error', () => {})
  // pg takes its own listener off a connection that it ends; what the server says meanwhile would end the process
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}
