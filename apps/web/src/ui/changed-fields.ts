/** What was changed in a form, to be sent without the rest: that may have been changed elsewhere since it was loaded. Pure. */

/** Of groups of fields what was changed in them; lists count as one. */
export function changedFields<Fields extends object>(before: Fields, after: Fields): Partial<Fields> {
  const was = new Map<string, unknown>(Object.entries(before))
  const changed = Object.entries(after).flatMap(([name, value]) => {
    const old = was.get(name)
    if (JSON.stringify(old) === JSON.stringify(value)) return []
    return [[name, isGroup(old) && isGroup(value) ? changedFields(old, value) : value]]
  })
  return Object.fromEntries(changed)
}

function isGroup(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
