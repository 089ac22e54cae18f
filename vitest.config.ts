import fs from 'node:fs'
import path from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { keepInMemory } from './tests/memory-folder.ts'

keepInMemory()

/** Domain tests that touch a store run twice: on the embedded engine (18) and on the oldest supported server (15). */
const usesStore = (file: string) => fs.readFileSync(file, 'utf8').includes('storage/testing/index.ts')
/** Tests of the engine itself start it, kill it and wait for it, as those of whole processes do. */
const engineTests = ['src/storage/engine/*.test.ts', 'src/storage/open.test.ts', 'src/storage/tls.test.ts']
const beside = fs.globSync('src/**/*.test.ts', { exclude: engineTests }).map(file => file.replaceAll('\\', '/'))
const domainTests = beside.filter(usesStore)
const attacks = fs.globSync('tests/attack/*.test.ts').map(file => file.replaceAll('\\', '/'))
const surfaceTests = [
  ...fs.globSync('tests/server/*.test.ts'),
  ...[...fs.globSync('tests/budgets/*.test.ts'), ...attacks].filter(usesStore),
]
/** The whole surface once more would say little of the database: on 15 every route is tried with odd input, and every table is walked. */
const surfaceOn15 = ['tests/attack/fuzz.test.ts', 'tests/server/person-data.test.ts']

/**
 * These speak with somebody by the doors of the rooms, whose statements are tried beside them on both; what an assistant keeps in rows
 * itself has folders of its own, which run on both too. The protocols of calendars are theirs, not the database's, and a backup comes
 * into an embedded store, which is of the newest. A full disk is the disk's affair. Single tests of that kind say so by `testOnNewest`.
 */
const onNewestAlone = [
  'src/assistant/*.test.ts',
  'src/assistant/booking/*.test.ts',
  'src/appointments/calendars/{caldav,google}.test.ts',
  'src/storage/backup/restore-together.test.ts',
  'src/storage/copy/full-disk.test.ts',
]

const setupFiles = ['tests/properties.ts']
/** What is waited for comes at once on an idle machine, and after a long while on one that others use too. */
const patient = { expect: { poll: { timeout: 30_000, interval: 50 } } }
/**
 * Files share the modules of their worker, which are loaded once: a test that changes a module's state puts it back, and a
 * hook belongs to a test file or to a function that it calls, not to the top of a module that several files import.
 */
const shared = { ...patient, setupFiles, isolate: false, sequence: { groupOrder: 1 } }
/** The same password of the same test account is hashed once for a worker, not once for a test: tests/slow-hash.ts. */
const hashOnce = {
  resolve: { alias: { '@better-auth/utils/password': path.join(import.meta.dirname, 'tests/slow-hash.ts') } },
}
const store = {
  ...shared,
  globalSetup: ['src/storage/testing/global-setup.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
}
/** These start processes of their own and wait for them; scripts/test.ts tries a failed file again where others use the machine too. */
const whole = {
  ...patient,
  testTimeout: 240_000,
  hookTimeout: 120_000,
  sequence: { groupOrder: 2 },
}

/** The longest file begins first: begun last it would be waited for alone. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLongest = ({ moduleId }: TestSpecification) => moduleId.endsWith('processes/kill.test.ts')
    return [...sorted.filter(isLongest), ...sorted.filter(file => !isLongest(file))]
  }
}

export default defineConfig({
  test: {
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...shared,
          name: 'plain',
          include: [
            'tests/*.test.ts',
            'faults/**/*.test.ts',
            ...[...beside, ...attacks, 'tests/budgets/pages.test.ts'].filter(file => !usesStore(file)),
          ],
          testTimeout: 60_000,
        },
      },
      {
        ...hashOnce,
        test: {
          ...store,
          name: 'pg18',
          include: [...domainTests, ...surfaceTests],
          env: { MOSAIC_TEST_POSTGRES: '18' },
        },
      },
      {
        ...hashOnce,
        test: {
          ...store,
          name: 'pg15',
          include: [...domainTests, ...surfaceOn15],
          exclude: onNewestAlone,
          env: { MOSAIC_TEST_POSTGRES: '15' },
        },
      },
      {
        test: {
          ...whole,
          name: 'processes',
          setupFiles: [...setupFiles, 'tests/processes/after.ts'],
          include: ['tests/processes/*.test.ts', ...engineTests],
        },
      },
      {
        test: {
          ...whole,
          name: 'browser',
          // One browser for all files of a worker.
          isolate: false,
          setupFiles: ['tests/processes/after.ts'],
          globalSetup: ['tests/browser/seeded.ts'],
          include: ['tests/browser/*.test.ts'],
        },
      },
    ],
  },
})
