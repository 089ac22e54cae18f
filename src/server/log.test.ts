import { expect, test } from 'vitest'
import { serverLog } from './log.ts'

function logged(error: unknown): { err: object } {
  let line = ''
  serverLog({ LOG_LEVEL: 'info' }, { write: text => void (line = text) }).error({ err: error }, 'it failed')
  return JSON.parse(line)
}

test('of a database error neither values nor words are logged, wherever it is', () => {
  const error = Object.assign(new Error('value "Priya" is too long'), {
    code: '23505',
    constraint: 'accounts_email_key',
    detail: 'Key (email)=(priya@example.com) already exists.',
    where: 'in Priya',
  })
  expect(logged(error).err).toEqual({ type: 'Error', code: '23505', constraint: 'accounts_email_key' })
})

test('a fault of the program is logged with its place', () => {
  expect(logged(new TypeError('it is not a function')).err).toMatchObject({
    type: 'TypeError',
    message: 'it is not a function',
    stack: expect.stringContaining('log.test.ts'),
  })
  const unread = logged(thrownBy(() => JSON.parse('call Priya'))).err
  expect(unread).toMatchObject({ type: 'SyntaxError', stack: expect.stringContaining('log.test.ts') })
  expect(JSON.stringify(unread)).not.toContain('Priya')
  expect(logged('Priya').err).toEqual({ type: 'string' })
})

function thrownBy(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}
