/** Prisma's own schema engine as WebAssembly: applies migrations and compares schemas, with no binary to download. */

import { readFile } from 'node:fs/promises'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
} from '@prisma/driver-adapter-utils'
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg'
import { Client, type ClientConfig } from 'pg'
import { createPool } from './pool.ts'

const ENGINE_MODULE = '@prisma/schema-engine-wasm/schema_engine_bg'
/** What the WebAssembly module calls the JavaScript that it imports. */
const IMPORTED_AS = './schema_engine_bg.js'

/** The part of the global that is used, which the types for Node leave out. */
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>
}

export class SchemaEngineError extends Error {
  override name = 'SchemaEngineError'
}

export type RunningSchemaEngine = AsyncDisposable & { engine: SchemaEngine }

/** `scratchUrl` is an empty database, for comparisons: the engine runs the migrations there to see what they make. */
export async function startSchemaEngine(options: { url: string; scratchUrl?: string }): Promise<RunningSchemaEngine> {
  loading ??= loadEngine()
  const wasm = await loading
  await using started = new AsyncDisposableStack()
  const adapterFor = (connectionString: string) => {
    const pool = createPool({ connectionString, max: 1, connectionTimeoutMillis: 5000, Client: CatalogClient })
    started.defer(() => pool.end())
    return new PrismaPg(pool)
  }
  const main = adapterFor(options.url)
  const scratch = adapterFor(options.scratchUrl ?? options.url)
  const factory = bindMigrationAwareSqlAdapterFactory({
    provider: main.provider,
    adapterName: main.adapterName,
    connect: () => connectToCatalog(main),
    connectToShadowDb: () => connectToCatalog(scratch),
  })
  const engine = await wasm.SchemaEngine.new({ datamodels: undefined }, () => {}, factory)
  started.defer(() => engine.free())
  const running = started.move()
  return { engine, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

/** pg_type.dat in PostgreSQL's sources: "char", the one-byte type of the catalog's own columns, and its array. */
const CHAR_OID = 18
const CHAR_ARRAY_OID = 1002

/** The engine reads "char" columns of the catalog. The adapter refuses them, but lets their arrays through unparsed. */
class CatalogClient extends Client {
  constructor(config?: string | ClientConfig) {
    super(config)
    this.connection.on('rowDescription', ({ fields }: { fields: { dataTypeID: number }[] }) => {
      for (const field of fields) if (field.dataTypeID === CHAR_OID) field.dataTypeID = CHAR_ARRAY_OID
    })
  }
}

/** Tells the engine that what `CatalogClient` disguised is single characters. */
async function connectToCatalog(pool: PrismaPg): Promise<SqlDriverAdapter> {
  const adapter = await pool.connect()
  const ask = adapter.queryRaw.bind(adapter)
  adapter.queryRaw = async (query) => {
    const answer = await ask(query)
    const columnTypes = answer.columnTypes.map((type) =>
      type === ColumnTypeEnum.CharacterArray ? ColumnTypeEnum.Character : type,
    )
    return { ...answer, columnTypes }
  }
  return adapter
}

/** The engine leaves here what it panicked of, just before it throws a bare `unreachable`. */
const panics = {
  set_message(message: string) {
    throw new SchemaEngineError(`Prisma's schema engine gave up: ${message}`)
  },
}

/** Once a process: the engine's JavaScript has one place for its instance. */
let loading: ReturnType<typeof loadEngine> | undefined

/** The package's own entry imports the .wasm file as a module, which Node does not do unasked: done by hand here. */
async function loadEngine() {
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: panics })
  const javascript = await import('@prisma/schema-engine-wasm/schema_engine_bg')
  const bytes = await readFile(new URL('schema_engine_bg.wasm', import.meta.resolve(ENGINE_MODULE)))
  const { instance } = await WebAssembly.instantiate(bytes, { [IMPORTED_AS]: withIdleTimers(javascript) })
  javascript.__wbg_set_wasm(instance.exports)
  const { __wbindgen_start: start } = instance.exports
  if (typeof start === 'function') start()
  return javascript
}

/** The engine never clears the 10 s limit that it sets on taking its lock, which would keep a finished process alive. */
function withIdleTimers(imports: object): object {
  const setIdleTimeout = (callback: () => void, ms: number) => setTimeout(callback, ms).unref()
  return Object.fromEntries(
    Object.entries(imports).map(([name, value]) => [
      name,
      name.startsWith('__wbg_setTimeout_') ? setIdleTimeout : value,
    ]),
  )
}
