import fs from 'node:fs'
import { defineConfig } from 'vitest/config'

/** What touches a store runs twice: on the embedded engine (18) and on the oldest supported server (15). */
const usesStore = (file: string) => fs.readFileSync(file, 'utf8').includes('storage/testing/index.ts')
const beside = fs.globSync('src/**/*.test.ts').map(file => file.replaceAll('\\', '/'))
const storeTests = [...beside, ...fs.globSync('tests/server/*.test.ts')].filter(usesStore)

const setupFiles = ['tests/properties.ts']
const store = {
  setupFiles,
  globalSetup: ['src/storage/testing/global-setup.ts'],
  testTimeout: 30_000,
  hookTimeout: 60_000,
}
/** These start processes of their own and would starve each other. */
const alone = { testTimeout: 240_000, hookTimeout: 120_000, fileParallelism: false }

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'plain',
          setupFiles,
          include: ['tests/*.test.ts', ...beside.filter(file => !usesStore(file))],
          testTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...store,
          name: 'pg18',
          include: storeTests,
          env: { MOSAIC_TEST_POSTGRES: '18' },
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...store,
          name: 'pg15',
          include: storeTests,
          env: { MOSAIC_TEST_POSTGRES: '15' },
          sequence: { groupOrder: 1 },
        },
      },
      { test: { ...alone, name: 'processes', include: ['tests/processes/*.test.ts'], sequence: { groupOrder: 2 } } },
      { test: { ...alone, name: 'browser', include: ['tests/browser/*.test.ts'], sequence: { groupOrder: 3 } } },
    ],
  },
})
