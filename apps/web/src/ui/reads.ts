/** What pages need of a zod schema, whether it is one of `zod` or of `zod/mini`, which phones load sooner. */

export type Reads<T> = { safeParse(value: unknown): { data?: T | undefined } }
