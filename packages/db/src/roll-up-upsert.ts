/** The SQL that adds to roll-ups: a batch of rows in one statement, whether or not their slots have rows yet. */

export type ColumnType = 'text' | 'integer' | 'bigint' | 'double precision' | 'timestamp(3)'
export type Columns = Record<string, ColumnType>

export type RollupTable = {
  table: string
  keys: Columns
  sums: Columns
  peaks?: Columns
  /** Arrays, by their length. */
  counts?: Record<string, number>
}

/**
 * Of rows with the same `keys`, `sums` are added up, `counts` (arrays of so many whole numbers) too, each by its place,
 * and the largest of `peaks` stays. The names go into the statement as
 * they are, so they have to be constants; its one parameter is the rows as a JSON array.
 */
export function buildUpsert(rollup: RollupTable): string {
  return addFrom(
    rollup,
    `jsonb_to_recordset($1::jsonb) AS added(${list(columnsOf(rollup), (name, type) => `${name} ${type}`)})`,
  )
}

/**
 * SQL that turns the rows of a stretch of time into fewer, of longer slots: what they hold stays, added up as above. Its
 * parameters are the start, the end (not in it), and the length of the longer slots in seconds. One statement, so that
 * nobody ever sees a part of it; rows that have the right slot already are left alone.
 */
export function buildCompaction(rollup: RollupTable): string {
  const binned = list(columnsOf(rollup), (name) => (name === '"at"' ? `${BINNED} AS "at"` : name))
  return `
    WITH moved AS (
      DELETE FROM "${rollup.table}"
      WHERE "at" >= $1::timestamp(3) AND "at" < $2::timestamp(3) AND "at" <> ${BINNED}
      RETURNING ${binned}
    )
    ${addFrom(rollup, 'moved')}`
}

const BINNED = `date_bin(make_interval(secs => $3::double precision), "at", timestamp '1970-01-01')::timestamp(3)`

function addFrom({ table, keys, sums, peaks = {}, counts = {} }: RollupTable, source: string): string {
  const columns = columnsOf({ table, keys, sums, peaks, counts })
  const updates = [
    ...Object.keys(sums).map((name) => `"${name}" = "${table}"."${name}" + EXCLUDED."${name}"`),
    ...Object.keys(peaks).map((name) => `"${name}" = greatest("${table}"."${name}", EXCLUDED."${name}")`),
    ...Object.entries(counts).map(([name, length]) => {
      const sum = (place: number) =>
        `coalesce("${table}"."${name}"[${place}], 0) + coalesce(EXCLUDED."${name}"[${place}], 0)`
      return `"${name}" = ${arrayOf(length, sum)}`
    }),
  ]
  // Grouped, because one statement may not touch a row twice; ordered, so that two statements cannot deadlock.
  return `
    INSERT INTO "${table}" (${list(columns, (name) => name)})
    SELECT ${[
      list(keys, (name) => name),
      list(sums, (name, type) => `coalesce(sum(${name}), 0)::${type}`),
      ...(Object.keys(peaks).length > 0 ? [list(peaks, (name, type) => `coalesce(max(${name}), 0)::${type}`)] : []),
      ...Object.entries(counts).map(([name, length]) =>
        arrayOf(length, (place) => `coalesce(sum(("${name}")[${place}]), 0)::integer`),
      ),
    ].join(', ')}
    FROM ${source}
    GROUP BY ${list(keys, (name) => name)}
    ORDER BY ${list(keys, (name) => name)}
    ON CONFLICT (${list(keys, (name) => name)}) DO UPDATE SET ${updates.join(', ')}`
}

function columnsOf({ keys, sums, peaks = {}, counts = {} }: RollupTable): Record<string, string> {
  return { ...keys, ...sums, ...peaks, ...arraysOf(counts) }
}

function list(of: Record<string, string>, write: (name: string, type: string) => string): string {
  return Object.entries(of)
    .map(([name, type]) => write(`"${name}"`, type))
    .join(', ')
}

function arraysOf(counts: Record<string, number>): Record<string, string> {
  return Object.fromEntries(Object.keys(counts).map((name) => [name, 'integer[]']))
}

function arrayOf(length: number, write: (place: number) => string): string {
  return `ARRAY[${Array.from({ length }, (_, index) => write(index + 1)).join(', ')}]`
}
