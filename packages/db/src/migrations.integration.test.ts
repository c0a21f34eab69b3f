/** That the migrations make what the schema describes, and that this would be noticed if they did not. */

import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { applyMigrations } from './migrate.ts'
import { loadMigrations, missingFromMigrations, schemaFile } from './migrations.ts'
import { startPostgreSql } from './testing/postgresql.ts'

const schema = await readFile(schemaFile, 'utf8')

it('adds up to the schema', async () => {
  expect(await missingFromMigrations(schema)).toBeNull()
})

it('does not add up to a schema with one more column', async () => {
  const changed = schema.replace('model Channel {', 'model Channel {\n  motto String?')
  expect(changed).not.toBe(schema)
  expect(await missingFromMigrations(changed)).toContain('ALTER TABLE "Channel" ADD COLUMN     "motto" TEXT')
})

it('brings an empty PostgreSQL to the schema once, with the password from its file', async () => {
  await using server = await startPostgreSql()
  const url = new URL(server.url)
  url.password = ''
  const address = { url: url.href, passwordFile: server.passwordFile }
  const names = (await loadMigrations()).migrationDirectories.map(({ path }) => path)
  expect(await applyMigrations(address)).toEqual({ applied: names })
  expect(await applyMigrations(address)).toEqual({ applied: [] })
})
