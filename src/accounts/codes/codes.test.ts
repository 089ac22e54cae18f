import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type Context, transact } from '../../storage/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { createAccount } from '../create-account.ts'
import { registerAccount } from '../register-account.ts'
import { actingAs, makeAccount, PASSWORD } from '../testing.ts'
import { addCode, changeCode } from './add-code.ts'
import { describeCode, grantedSessions, listCodes } from './queries.ts'
import { redeemCode } from './redeem-code.ts'
import { returnCodeUse, useCode } from './use-code.ts'

const store = testStore({ connections: 8 })
const later = (hours: number) => store.ctx({ now: () => Temporal.Now.instant().add({ hours }) })
const inHours = (hours: number) => Temporal.Now.instant().add({ hours }).toString()

async function member() {
  const account = await makeAccount(store.ctx(), 'member')
  const { rows } = await store.pool.query('select password_hash from account_credentials where account_id = $1', [
    account.id,
  ])
  return { ...account, hash: rows[0].password_hash as string, ctx: actingAs(store.ctx(), account) }
}

async function usesOf(code: string): Promise<number> {
  return (await listCodes(store.ctx())).items.find(entry => entry.code === code)!.uses
}

describe('an invitation code', () => {
  it('of one use makes one beta account of fifty who register at once, and burns nothing of the others', async () => {
    const { code } = await addCode(store.ctx(), { kind: 'invitation', maxUses: 1 })
    // Most of them with a hash made before, which costs more than everything else.
    const { hash } = await member()
    const register = (n: number) => {
      const email = `${randomUUID()}@fifty.example`
      if (n < 6)
        return registerAccount(store.ctx(), { email, password: PASSWORD, code: code.toLowerCase() }, 'invitation')
      return transact(store.ctx(), async ctx => {
        const made = { name: 'Ravi', email, role: 'member', origin: 'sign_up', passwordHash: hash } as const
        const { id } = await createAccount(ctx, made)
        const { grants } = await useCode(ctx, { accountId: id, code })
        return { tier: grants.tier }
      })
    }
    const all = await Promise.allSettled(Array.from({ length: 50 }, (_, n) => register(n)))
    const made = all.filter(one => one.status === 'fulfilled')
    expect(made.map(({ value }) => value.tier)).toEqual(['beta'])
    for (const one of all) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'codes.used_up' })
    const { rows } = await store.pool.query(`select tier from accounts where email like '%@fifty.example'`)
    expect(rows).toEqual([{ tier: 'beta' }])
    expect(await usesOf(code)).toBe(1)
  })

  it('is kept when registering fails for another reason', async () => {
    const { code } = await addCode(store.ctx(), { kind: 'invitation', maxUses: 1 })
    const { email } = await member()
    await expect(registerAccount(store.ctx(), { email, password: PASSWORD, code })).rejects.toMatchObject({
      code: 'accounts.email_taken',
    })
    expect(await usesOf(code)).toBe(0)
  })

  it('is no promo code where one of its kind is asked for', async () => {
    const promo = await addCode(store.ctx(), { kind: 'promo', sessions: 2 })
    const input = { email: `${randomUUID()}@example.com`, password: PASSWORD, code: promo.code }
    await expect(registerAccount(store.ctx(), input, 'invitation')).rejects.toMatchObject({ code: 'codes.unknown' })
  })
})

describe('a code', () => {
  it('is used once by an account, also by two requests at once, and as often as it says', async () => {
    const { code } = await addCode(store.ctx(), { kind: 'promo', sessions: 2, maxUses: 2 })
    const [one, two, three] = [await member(), await member(), await member()]
    const both = await Promise.allSettled([1, 2].map(() => redeemCode(one.ctx, { code: ` ${code.toLowerCase()} ` })))
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(redeemCode(one.ctx, { code })).rejects.toMatchObject({ code: 'codes.already_used' })
    expect(await redeemCode(two.ctx, { code })).toEqual({ grants: { tier: null, sessions: 2 } })
    await expect(redeemCode(three.ctx, { code })).rejects.toMatchObject({ code: 'codes.used_up' })
    expect(await usesOf(code)).toBe(2)
    expect(await grantedSessions(store.ctx(), { accountId: two.id })).toBe(2)
  })

  it('given back is free again, once', async () => {
    const { code } = await addCode(store.ctx(), { kind: 'promo', maxUses: 1 })
    const { id: accountId } = await member()
    const use = (ctx: Context) => useCode(ctx, { accountId, code, kind: 'promo' })
    const { useId } = await transact(store.ctx(), use)
    await Promise.all([1, 2].map(() => transact(store.ctx(), ctx => returnCodeUse(ctx, useId))))
    expect(await usesOf(code)).toBe(0)
    expect(await grantedSessions(store.ctx(), { accountId })).toBe(0)
    await transact(store.ctx(), use)
    await expect(transact(store.ctx(), async ctx => (await use(ctx)) && fail())).rejects.toMatchObject({
      code: 'codes.already_used',
    })
  })

  it('burns no use where what it was for fails', async () => {
    const { code } = await addCode(store.ctx(), { kind: 'invitation' })
    const { id: accountId } = await member()
    await expect(
      transact(store.ctx(), async ctx => (await useCode(ctx, { accountId, code })) && fail()),
    ).rejects.toThrow('failed after')
    expect(await usesOf(code)).toBe(0)
  })

  it('holds within its time, while it is on, and says what it grants', async () => {
    const { ctx } = await member()
    const soon = await addCode(store.ctx(), { kind: 'promo', startsAt: inHours(1), expiresAt: inHours(2) })
    const refusal = async (reason: string) => {
      expect(await describeCode(ctx, soon.code)).toEqual({ valid: false, grants: null, reason })
      await expect(redeemCode(ctx, { code: soon.code })).rejects.toMatchObject({ code: reason })
    }
    await refusal('codes.inactive')
    await expect(redeemCode({ ...ctx, now: later(3).now }, { code: soon.code })).rejects.toMatchObject({
      code: 'codes.expired',
    })
    await changeCode(store.ctx(), { code: soon.code, startsAt: null })
    expect(await describeCode(ctx, soon.code)).toMatchObject({ valid: true, grants: { tier: null, sessions: 1 } })
    await changeCode(store.ctx(), { code: soon.code, active: false })
    await refusal('codes.inactive')
    expect(await describeCode(ctx, 'NO-SUCH')).toMatchObject({ valid: false, reason: 'codes.unknown' })
    await expect(redeemCode(ctx, { code: '…' })).rejects.toMatchObject({ code: 'codes.unknown' })
  })

  it('is changed within reason, by administrators', async () => {
    const { ctx } = await member()
    await expect(async () => addCode(ctx, { kind: 'promo' })).rejects.toMatchObject({ code: 'accounts.not_allowed' })
    const { code } = await addCode(store.ctx(), { kind: 'promo', code: 'SPRING-26' })
    await expect(addCode(store.ctx(), { kind: 'promo', code: 'spring-26' })).rejects.toMatchObject({
      code: 'codes.taken',
    })
    await redeemCode(ctx, { code })
    await redeemCode((await member()).ctx, { code })
    await expect(changeCode(store.ctx(), { code, maxUses: 1 })).rejects.toMatchObject({ code: 'codes.below_uses' })
    await expect(changeCode(store.ctx(), { code, startsAt: inHours(2), expiresAt: inHours(1) })).rejects.toMatchObject({
      code: 'codes.span',
    })
  })
})

function fail(): never {
  throw new Error('failed after')
}
