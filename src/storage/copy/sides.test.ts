import { expect, test } from 'vitest'
import { readStoreName } from './index.ts'

const pooler = 'postgres://app:secret@pooler.example.com:6432/desk'
const direct = 'postgres://app:secret@db.example.com:5432/desk'
const env = { DATABASE_URL: pooler, DATABASE_DIRECT_URL: direct, OTHER: 'postgres://app@other.example.com/desk' }
const read = (text: string, settings: Record<string, string> = env) => readStoreName(text, settings, '/app')

test('the database of the settings is reached past its pooler, by whatever name it is called', () => {
  for (const name of [
    'current',
    'env:DATABASE_URL',
    pooler,
    'postgresql://app:secret@pooler.example.com:6432/desk?x=1',
  ])
    expect(read(name), name).toMatchObject({ kind: 'server', directUrl: direct })
  const { DATABASE_URL: url, ...rest } = env
  expect(read('env:POSTGRES_URL', { ...rest, POSTGRES_URL: url })).toMatchObject({ directUrl: direct })
})

test('the way past a pooler is that of no other database, and of no other user', () => {
  for (const name of [
    'env:OTHER',
    'env:DATABASE_DIRECT_URL',
    'postgres://app:secret@pooler.example.com:6432/other',
    'postgres://app:secret@pooler.example.com/desk',
    'postgres://owner:secret@pooler.example.com:6432/desk',
  ])
    expect(read(name), name).not.toHaveProperty('directUrl')
  // The address in use is another one: the way belongs to that.
  expect(read('env:POSTGRES_URL', { ...env, POSTGRES_URL: env.OTHER })).not.toHaveProperty('directUrl')
  expect(read('./folder')).toEqual({ kind: 'embedded', folder: '/app/folder' })
})
