/** Three kinds of tests: beside the code, against real parts, and the whole system in real browsers. */

import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Of e2e, what starts one part and no browser: it shares the machine with another as the tests of parts do. */
const ONE_PART =
  'e2e/{authoring-rules,bound-child,client-zoo,fuzz,fuzz-tracker,ingest-faults,own-tracker,segment-layout}.test.ts'

/** Real browsers and encoders on two cores are late now and then; what fails again is broken. The reporter names each. */
const LATE_ONCE = 1

/** Those that take minutes: begun first, so that none of them runs alone at the end. */
const LONGEST_FIRST = [
  'first-light',
  'survival',
  'viewer-journeys',
  'journeys',
  'pages.integration',
  'broadcast.integration',
]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification) => {
      const place = LONGEST_FIRST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`))
      return place < 0 ? LONGEST_FIRST.length : place
    }
    return (await super.sort(files)).sort((a, b) => placeOf(a) - placeOf(b))
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // A busy machine takes its time; what comes is waited for no longer than it takes.
    expect: { poll: { timeout: 15_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{apps,packages}/*/src/**/*.test.{ts,tsx}', '{scripts,bench}/**/*.test.ts'],
          exclude: ['**/*.integration.test.ts', '**/node_modules/**'],
          // to load every module anew for each file takes six times as long
          isolate: false,
          setupFiles: 'scripts/testing/leave-nothing.ts',
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          globalSetup: 'packages/db/src/testing/shared-postgresql.ts',
          include: ['{apps,packages}/*/src/**/*.integration.test.ts', 'scripts/**/*.integration.test.ts', ONE_PART],
          testTimeout: 90_000,
          hookTimeout: 120_000,
          retry: LATE_ONCE,
          maxConcurrency: 3,
          // They wait for real time as much as they compute; with three, what is to be in time is late.
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          exclude: [ONE_PART],
          bail: 1,
          retry: LATE_ONCE,
          testTimeout: 240_000,
          hookTimeout: 300_000,
          // A whole Shoal and its browsers wait for each other half of the time; beside parts that compute, pictures stall.
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
