import { expect, it } from 'vitest'
import { selectServices } from './select-services.ts'

const service = (name: string, startedAtMs: number, atMs: number) => ({
  ...{ service: name, startedAtMs, atMs, values: { memoryBytes: 1, cpuShare: 0, loopDelayMs: 0 } },
})
const names = (...services: ReturnType<typeof service>[]) => selectServices(services).map((one) => one.service)

it('keeps one that fell silent, for somebody to see', () => {
  expect(names(service('web', 0, 1_000_000), service('ingest', 0, 5000))).toEqual(['ingest', 'web'])
})

it('forgets one whose successor has another name', () => {
  expect(names(service('tracker old', 0, 5000), service('tracker new', 60_000, 1_000_000))).toEqual(['tracker new'])
})

it('keeps two of a kind that work side by side, of which one fell silent', () => {
  expect(names(service('tracker one', 0, 5000), service('tracker two', 0, 1_000_000))).toHaveLength(2)
})
