import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { statementOf, withoutLiterals } from './statement.ts'

describe('a statement is called by its kind and first table', () => {
  test.each([
    ['select * from persons where id = $1', 'select persons'],
    [
      '  update turns set owner = $1 where message_id = (select message_id from turns for update skip locked)',
      'update turns',
    ],
    ['insert into "facts" (id) select id from persons on conflict do update set id = 1', 'insert facts'],
    ['delete from files where id in (select id from files)', 'delete files'],
    ['with due as (select id from reminders for update skip locked) update reminders r set x = 1', 'update reminders'],
    ['with found as (select 1), more as (select * from leads) select * from found join more on true', 'select leads'],
    ['with recursive up as (select * from postings for no key update) select * from up', 'select postings'],
    ['select outcome from complete_turn($1, $2)', 'select complete_turn'],
    ['select extract(epoch from now() - due_at) from reminders', 'select reminders'],
    ['select a is distinct from b from units', 'select units'],
    ['begin', 'begin none'],
    ['start transaction isolation level serializable', 'begin none'],
    ['set local lock_timeout = 1', 'other none'],
    ['/* a remark */ select 1', 'select none'],
    ['', 'other none'],
  ])('%s', (text, name) => {
    const { kind, table } = statementOf(text)
    expect(`${kind} ${table}`).toBe(name)
  })
})

describe('its text holds no value', () => {
  test.each([
    [
      `select 'it''s' || e'a\\'b' || $t$text$t$, $1, 12.5e3 -- of Priya\n from "a b"`,
      'select ? || ? || ?, $1, ? from "a b"',
    ],
    [`select $$a$$, u1, x'ff', 'cut off`, 'select ?, u1, x?, ?'],
  ])('%s', (text, shown) => {
    expect(withoutLiterals(text).replace(/\s+/g, ' ')).toBe(shown)
  })

  test('whatever stands between quotes goes, in each spelling', () => {
    const word = fc.string({ minLength: 1 }).map(text => `zebra${text.replace(/\$/g, '')}zebra`)
    fc.assert(
      fc.property(word, fc.constantFrom('plain', 'escaped', 'dollar', 'remark'), (said, spelling) => {
        const literal = {
          plain: `'${said.replaceAll("'", "''")}'`,
          escaped: `E'${said.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`,
          dollar: `$a$${said}$a$`,
          remark: `1 /*${said.replaceAll('*/', '')}*/`,
        }[spelling]
        const { text } = statementOf(`select id from persons where name = ${literal} and phone = $1`)
        expect(text).not.toContain('zebra')
        expect(text).toMatch(/^select id from persons where name = \? and phone = \$1$/)
      }),
    )
  })
})
