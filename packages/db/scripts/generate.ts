/** Writes the Prisma client to src/generated, with no download; does nothing when the schema has not changed. */

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const schemaFile = fileURLToPath(new URL('../prisma/schema.prisma', import.meta.url))
const stampFile = fileURLToPath(new URL('../src/generated/.made-from', import.meta.url))
const prismaPackage = new URL(import.meta.resolve('prisma/package.json'))
const prismaCli = fileURLToPath(new URL('build/index.js', prismaPackage))

const stamp = createHash('sha256').update(readFileSync(schemaFile)).update(readFileSync(prismaPackage)).digest('hex')

if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) process.exit(0)

const run = spawnSync(process.execPath, [prismaCli, 'generate', '--schema', schemaFile], {
  encoding: 'utf8',
  env: {
    ...process.env,
    // The CLI would download its native schema engine before it looks at the command; `generate` never runs it.
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    CHECKPOINT_DISABLE: '1', // no telemetry
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  },
})
if (run.status !== 0) {
  console.error(`prisma generate failed:\n${run.stdout ?? ''}${run.stderr ?? ''}${run.error?.message ?? ''}`)
  process.exit(1)
}
writeFileSync(stampFile, stamp)
console.log('wrote the Prisma client to packages/db/src/generated')
