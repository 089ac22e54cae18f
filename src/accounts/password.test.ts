import { createHash } from 'node:crypto'
import { hashSync } from 'bcryptjs'
import { describe, expect, it } from 'vitest'
import { isCommon, newPasswordHash } from './common-passwords.ts'
import { hashPassword, isNative, requireSlowHash, verifyPassword, wrapFast } from './password.ts'
import { Password } from './schema.ts'

const salt = '0123456789abcdef0123456789abcdef'
const fast = (password: string) =>
  `${createHash('sha256')
    .update(password + salt)
    .digest('hex')}:${salt}`
const right = 'größer als gedacht'
const house = {
  business: {
    name: 'Lakeside Homes',
    timeZone: 'Asia/Kolkata',
    currency: 'INR',
    mails: true,
    publicUrl: 'http://localhost',
  },
}

describe('a hash that an import brought', () => {
  it('of one round fits its password, and as well once it is wrapped', async () => {
    const hash = fast(right)
    const wrapped = (await wrapFast(hash))!
    expect(wrapped).not.toContain(hash.slice(0, 64))
    for (const form of [hash, wrapped]) {
      expect(await verifyPassword({ hash: form, password: right })).toBe(true)
      expect(await verifyPassword({ hash: form, password: 'another' })).toBe(false)
      expect(isNative(form)).toBe(false)
    }
    expect(await wrapFast(wrapped)).toBeUndefined()
  })

  it('of bcrypt fits its password in every spelling of its version', async () => {
    const hash = hashSync(right, 4)
    for (const version of ['$2a$', '$2b$', '$2y$']) {
      const spelt = version + hash.slice(4)
      expect(await verifyPassword({ hash: spelt, password: right })).toBe(true)
      expect(await verifyPassword({ hash: spelt, password: 'another' })).toBe(false)
    }
  })

  it('of any other form fits nothing and breaks nothing', async () => {
    const odd = [
      '',
      'x',
      `${'0'.repeat(64)}:`,
      `$2b$31$${'a'.repeat(53)}`,
      '$2b$10$short',
      `${fast(right)} `,
      'sha256$$',
      right,
    ]
    for (const hash of odd) expect([hash, await verifyPassword({ hash, password: right })]).toEqual([hash, false])
  })
})

it('a password has 8 to 128 characters of any kind and is taken as it was typed', async () => {
  for (const password of ['', 'short 7', 'x'.repeat(129)]) expect(Password.safeParse(password).success).toBe(false)
  for (const password of ['lettersx', '84629137', '  éß日本語🙂  ', 'x'.repeat(64), 'Y'.repeat(128)])
    expect(Password.parse(password)).toBe(password)
  const hash = await hashPassword(` ${right.repeat(6)}`)
  for (const other of [right.repeat(6), ` ${right.repeat(6).toUpperCase()}`, ` ${right.repeat(6)}`.slice(0, 72)])
    expect(await verifyPassword({ hash, password: other })).toBe(false)
  expect(await verifyPassword({ hash, password: ` ${right.repeat(6)}` })).toBe(true)
})

it('the commonest passwords are refused in any case; a few words together are not', async () => {
  for (const password of ['password', 'PassWord1', '12345678', 'iloveyou', 'qwertyuiop'])
    await expect(newPasswordHash(house, password)).rejects.toMatchObject({ code: 'accounts.common_password' })
  expect(isCommon('correct horse battery')).toBe(false)
})

it('what is made of the house’s own words is refused, however it is dressed', async () => {
  const email = 'priya@lakeview.example'
  for (const password of [
    'Mosaic2026!',
    '!!MOSAIC homes',
    'lakeside1',
    'career-coach',
    'admin admin admin',
    'Priya@Lakeview.example',
  ])
    await expect(newPasswordHash(house, password, { email })).rejects.toMatchObject({
      code: 'accounts.common_password',
    })
  for (const password of ['mosaic of four words', '8462 9137 5520', 'Priya likes the lake'])
    expect(await newPasswordHash(house, password, { email })).toMatch(/^[0-9a-f]{32}:/)
})

it('Mosaic does not start without the slow hash', async () => {
  await requireSlowHash()
  for (const broken of [async () => 'md5', () => Promise.reject(new Error('no scrypt'))])
    await expect(requireSlowHash(broken)).rejects.toMatchObject({ code: 'accounts.no_slow_hash' })
  expect(isNative(await hashPassword(right))).toBe(true)
})
