/** One value a process, however many bundles a module ends up in: Next gives routes and pages copies of their own. */

declare global {
  var shoalWebSingletons: Map<string, unknown> | undefined
}

/** The value that `make` gave the first time that `name` was asked for. */
export function singleton<T>(name: string, make: () => T): () => T {
  return () => {
    globalThis.shoalWebSingletons ??= new Map()
    const values = globalThis.shoalWebSingletons
    if (!values.has(name)) values.set(name, make())
    // nothing from outside: each name has the one `make` beside it
    return values.get(name) as T
  }
}
