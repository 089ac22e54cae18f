import fs from 'node:fs'
import { defineConfig } from 'vitest/config'

/** Everything that touches the store runs twice: on the embedded engine (18) and on the oldest supported server (15). */
const storeTests = fs
  .globSync('src/**/*.test.ts')
  .filter(file => fs.readFileSync(file, 'utf8').includes('storage/testing/index.ts'))

const shared = {
  globalSetup: ['src/storage/testing/global-setup.ts'],
  testTimeout: 30_000,
  hookTimeout: 60_000,
}

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...shared,
          name: '18',
          include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
          env: { MOSAIC_TEST_POSTGRES: '18' },
        },
      },
      { test: { ...shared, name: '15', include: storeTests, env: { MOSAIC_TEST_POSTGRES: '15' } } },
    ],
  },
})
