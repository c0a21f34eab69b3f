import { expect, it } from 'vitest'
import { z } from 'zod'
import { databaseEnvironment } from './config.ts'

const schema = z.object(databaseEnvironment)

it('takes the URL of a host and the URL of a socket', () => {
  for (const url of ['postgresql://shoal@db:5432/shoal', 'postgres://postgres@localhost/postgres?host=%2Ffolder']) {
    expect(schema.parse({ DATABASE_URL: url }).DATABASE_URL).toBe(url)
  }
})

it('says what it wants in place of the URL of something else', () => {
  const { error } = schema.safeParse({ DATABASE_URL: 'mysql://db/shoal' })
  expect(error?.issues).toMatchObject([
    { path: ['DATABASE_URL'], message: 'must be a PostgreSQL URL such as postgresql://user:password@host:5432/name' },
  ])
})
