import { expect, test } from 'vitest'
import { readConfig } from '../server/config.ts'
import { readPassphrase } from './backup.ts'

test('a command reads the passphrase as the schedule does, so that one opens what the other sealed', () => {
  for (const set of ['five random words are good', ' five random words are good\n', '   ', '']) {
    const env = { MOSAIC_BACKUP_PASSPHRASE: set }
    expect(readPassphrase(env, undefined)).toBe(readConfig(env).MOSAIC_BACKUP_PASSPHRASE)
  }
})
