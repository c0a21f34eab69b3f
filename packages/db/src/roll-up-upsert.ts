/** The SQL that adds to roll-ups: a batch of rows in one statement, whether or not their slots have rows yet. */

export type ColumnType = 'text' | 'integer' | 'bigint' | 'double precision' | 'timestamp(3)'
export type Columns = Record<string, ColumnType>

/**
 * Of rows with the same `keys`, `sums` are added up and the largest of `peaks` stays. The names go into the statement as
 * they are, so they have to be constants; its one parameter is the rows as a JSON array.
 */
export function buildUpsert({
  table,
  keys,
  sums,
  peaks = {},
}: {
  table: string
  keys: Columns
  sums: Columns
  peaks?: Columns
}) {
  const columns = { ...keys, ...sums, ...peaks }
  const list = (of: Columns, write: (name: string, type: ColumnType) => string) =>
    Object.entries(of)
      .map(([name, type]) => write(`"${name}"`, type))
      .join(', ')
  const updates = [
    ...Object.keys(sums).map((name) => `"${name}" = "${table}"."${name}" + EXCLUDED."${name}"`),
    ...Object.keys(peaks).map((name) => `"${name}" = greatest("${table}"."${name}", EXCLUDED."${name}")`),
  ]
  // Grouped, because one statement may not touch a row twice; ordered, so that two statements cannot deadlock.
  return `
    INSERT INTO "${table}" (${list(columns, (name) => name)})
    SELECT ${[
      list(keys, (name) => name),
      list(sums, (name, type) => `coalesce(sum(${name}), 0)::${type}`),
      ...(Object.keys(peaks).length > 0 ? [list(peaks, (name, type) => `coalesce(max(${name}), 0)::${type}`)] : []),
    ].join(', ')}
    FROM jsonb_to_recordset($1::jsonb) AS added(${list(columns, (name, type) => `${name} ${type}`)})
    GROUP BY ${list(keys, (name) => name)}
    ORDER BY ${list(keys, (name) => name)}
    ON CONFLICT (${list(keys, (name) => name)}) DO UPDATE SET ${updates.join(', ')}`
}
