/** That a server which goes ends no process that is going, too: `docker compose down` ends them all at once. */

import { expect, it } from 'vitest'
import { createPool } from './pool.ts'
import { startPostgreSql } from './testing/postgresql.ts'

it('hears in peace that the server ends a connection, idle or about to be ended here', async () => {
  await using server = await startPostgreSql()
  const pool = createPool({ connectionString: server.url, max: 2 })
  const [idle, closing] = await Promise.all([pool.connect(), pool.connect()])
  const pidOf = async (client: typeof idle) => (await client.query('SELECT pg_backend_pid() AS pid')).rows[0].pid
  const idlePid = await pidOf(idle)
  const gone = new Promise((resolve) => idle.once('end', resolve))
  idle.release()
  await closing.query('SELECT pg_terminate_backend($1)', [idlePid])
  await gone
  expect(pool.totalCount).toBe(1)

  closing.release()
  const ended = pool.end()
  // as pg tells of a FATAL 57P01 that crosses the end
  expect(() => closing.emit('error', new Error('terminating connection due to administrator command'))).not.toThrow()
  await ended
})
