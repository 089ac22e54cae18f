import { beforeAll, expect, test } from 'vitest'
import type { Programme } from '../../src/programmes/schema.ts'
import type { Server } from '../processes/server.ts'
import { faultsOf, openTab, serve, visit, withBrowser } from './harness.ts'
import { ANSWERS, begin, box, next, programmesOf, saved, writesOf } from './programme-page.ts'

withBrowser()

let server: Server
beforeAll(async () => {
  const twice = new URL('second-version.ts', import.meta.url)
  server = await serve({ env: { NODE_OPTIONS: `--import=${twice}` } })
})

const { express, ask, onServer, textOnServer } = programmesOf(() => server.url)

test('the short programme by keyboard: one request for many keys, a reload within an answer, the summary', async () => {
  const page = await visit(`${server.url}/career/programmes`)
  await page.getByRole('link', { name: 'Look at it: PS101 Express' }).press('Enter')
  await page.getByRole('heading', { name: 'PS101 Express', level: 1 }).waitFor()
  expect(await faultsOf(page)).toEqual([])
  await begin(page)
  expect(page.url()).toContain('?prompt=1')
  const writes = writesOf(page)
  await expect.poll(() => next(page).isDisabled()).toBe(true)
  await page.getByText('Write at least 10 characters to go on, or skip this for now.').waitFor()
  for (let question = 1; question <= 8; question++) {
    await page.getByText(`Question ${question} of 8`, { exact: true }).waitFor()
    const text = ANSWERS[question - 1]!
    // The box has the focus: nothing but keys from here on.
    if (question === 1) {
      await page.keyboard.type(text.slice(0, 20), { delay: 30 })
      await saved(page)
      expect(writes).toEqual(['PUT answers/1'])
      await page.keyboard.type(text.slice(20))
    } else if (question === 3) {
      await page.keyboard.type(text.slice(0, 25))
      await page.reload()
      await page.getByText('Question 3 of 8', { exact: true }).waitFor()
      await expect.poll(() => box(page).inputValue()).toBe(text.slice(0, 25))
      await saved(page)
      expect(await textOnServer(page, '3')).toBe(text.slice(0, 25))
      await page.keyboard.type(text.slice(25))
    } else await page.keyboard.type(text)
    if (question % 2) await page.keyboard.press('Control+Enter')
    else {
      for (let tab = 0; tab < 3; tab++) await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
    }
  }
  await page.waitForURL(/view=summary/)
  for (const [index, text] of ANSWERS.entries()) {
    const card = page.getByRole('article', { name: `Question ${index + 1}`, exact: true })
    await card.getByText(text, { exact: true }).waitFor()
  }
  expect(await faultsOf(page)).toEqual([])
  const { state, progress } = await onServer(page)
  expect([state, progress.prompts.done]).toEqual(['completed', 8])
  const before = await page.locator('main').ariaSnapshot()
  await page.reload()
  await page.getByRole('article', { name: 'Question 8' }).waitFor()
  expect(await page.locator('main').ariaSnapshot()).toBe(before)
  // Without a parameter the visit opens at the summary; the print leaves the chrome away.
  await page.goto(express())
  await page.getByRole('article', { name: 'Question 8' }).waitFor()
  await page.emulateMedia({ media: 'print' })
  await expect.poll(() => page.getByRole('navigation').count()).toBe(0)
})

test('two tabs on one answer: both texts are shown, nothing is written over, the choice stands in both', async () => {
  const one = await visit(express())
  await begin(one)
  await one.keyboard.type('The text of the first tab.')
  await saved(one)
  const two = await openTab(one.context(), `${express()}?prompt=1`)
  await two.getByText('Question 1 of 8').waitFor()
  await expect.poll(() => box(two).inputValue()).toBe('The text of the first tab.')
  await two.route('**/answers/1', route => route.abort())
  await box(two).fill('What the second tab wrote meanwhile.')
  await two.getByText('Not saved, kept on this device').waitFor()
  await box(one).fill('The first tab wrote on and was saved.')
  await box(one).blur()
  await expect.poll(() => textOnServer(one, '1')).toBe('The first tab wrote on and was saved.')
  await two.unroute('**/answers/1')
  await two.evaluate(() => dispatchEvent(new Event('online')))
  const both = two.getByRole('region', { name: 'This answer was changed in another place' })
  await both.getByText('What the second tab wrote meanwhile.').waitFor()
  await both.getByText('The first tab wrote on and was saved.').waitFor()
  expect(await faultsOf(two)).toEqual([])
  await expect.poll(() => next(two).isDisabled()).toBe(true)
  // A reload shows both again; until then the server has what it had.
  await two.reload()
  await both.getByText('What the second tab wrote meanwhile.').waitFor()
  expect(await textOnServer(one, '1')).toBe('The first tab wrote on and was saved.')
  await both.getByRole('button', { name: 'Merge by hand' }).click()
  await two.getByLabel(/^Both texts/).fill('What both tabs wrote, made into one.')
  await both.getByRole('button', { name: 'Save this text' }).click()
  await saved(two)
  expect(await textOnServer(one, '1')).toBe('What both tabs wrote, made into one.')
  await expect.poll(() => box(one).inputValue()).toBe('What both tabs wrote, made into one.')
})

test('offline and back: kept on this device, Next leads on, all of it is sent', async () => {
  const page = await visit(express(), { size: 'phone', scheme: 'dark' })
  await begin(page)
  await page.context().setOffline(true)
  await box(page).fill(ANSWERS[0]!)
  await page.getByText('Not saved, kept on this device').waitFor()
  expect(await faultsOf(page)).toEqual([])
  await next(page).click()
  await page.getByText('Question 2 of 8').waitFor()
  await box(page).fill(ANSWERS[1]!)
  await page.getByText('Not saved, kept on this device').waitFor()
  await page.context().setOffline(false)
  await saved(page)
  await expect
    .poll(async () => (await onServer(page)).answers.map(({ text, state }) => [text, state]))
    .toEqual([
      [ANSWERS[0], 'final'],
      [ANSWERS[1], 'draft'],
    ])
})

test('what does not load is not written over; looking writes nothing; what was skipped stays open', async () => {
  const page = await visit(express())
  await begin(page)
  await page.keyboard.type(ANSWERS[0]!)
  await page.keyboard.press('Control+Enter')
  await page.getByText('Question 2 of 8').waitFor()
  await page.getByRole('button', { name: 'Skip for now' }).click()
  await page.getByText('Question 3 of 8').waitFor()
  await expect.poll(async () => (await onServer(page)).position).toBe('3')

  const writes = writesOf(page)
  await page.goto(`${express()}?prompt=8`)
  await page.waitForURL(/prompt=3/)
  await page.getByText('Question 3 of 8').waitFor()
  await page.getByRole('button', { name: 'All questions' }).click()
  const outline = page.getByRole('dialog', { name: 'All questions' })
  await outline.getByText('Still open: 1 skipped').waitFor()
  expect(await faultsOf(page)).toEqual([])
  await expect.poll(() => outline.getByRole('button', { name: /not reached/ }).count()).toBe(0)
  await page.goto(`${server.url}/career/progress`)
  await page.getByText('1 of 8 questions answered, 1 skipped.').first().waitFor()
  expect(await faultsOf(page)).toEqual([])
  expect(writes).toEqual([])
  expect((await onServer(page)).answers.map(({ prompt, state }) => [prompt, state])).toEqual([
    ['1', 'final'],
    ['2', 'skipped'],
  ])

  await page.route('**/api/enrolments/*', route => route.fulfill({ status: 500, body: '{}' }))
  await page.goto(`${express()}?prompt=1`)
  await page.getByRole('heading', { name: 'This page is not complete yet' }).waitFor()
  await expect.poll(() => page.getByRole('textbox').count()).toBe(0)
  await page.unroute('**/api/enrolments/*')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect.poll(() => box(page).inputValue()).toBe(ANSWERS[0])

  await page.getByRole('link', { name: 'Overview' }).click()
  await page.getByRole('button', { name: 'Start anew' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Start anew' }).click()
  await page.getByRole('button', { name: 'Begin' }).waitFor()
  await page.getByText('Earlier rounds').click()
  await page.getByRole('link', { name: /1 of 8 answered/ }).click()
  await page.getByText('This is an earlier round.').waitFor()
  await page.getByText(ANSWERS[0]!).waitFor()
  await expect.poll(() => page.getByRole('button', { name: /^(Edit|Answer) question/ }).count()).toBe(0)
})

test('an export comes back; a newer version is previewed; what was typed before the move finds its question; pausing, privacy, the way back', async () => {
  const at = '2026-11-01T08:00:00Z'
  const said = { value: null, revision: 1, state: 'final', savedAt: at, answeredAt: at, private: false, revisions: [] }
  const page = await visit(`${server.url}/career/programmes`)
  await page.getByText('Load an export').click()
  const document = {
    ...{ format: 'mosaic-enrolment', formatVersion: 1, exportedAt: at, programme: 'moves', title: 'Two versions' },
    ...{ version: 1, state: 'active', position: '2', createdAt: at, completedAt: null, skips: [], experiments: [] },
    answers: [
      { ...said, version: 1, prompt: '1', question: 'What is on your mind?', text: 'My evenings, all of them.' },
    ],
  }
  await page.getByLabel(/comes back as one more round/).setInputFiles({
    ...{ name: 'moves.json', mimeType: 'application/json' },
    buffer: Buffer.from(JSON.stringify(document)),
  })
  await page.getByText('Loaded: Two versions, 1 of 2 answered.').waitFor()
  await page.getByRole('link', { name: 'Open it' }).click()
  await page.getByText('Question 2 of 2').waitFor()
  await page.getByRole('link', { name: 'Overview' }).click()
  await page.getByRole('button', { name: 'See what changes' }).click()
  const preview = page.getByRole('dialog', { name: 'The newer version' })
  await preview.getByText('Answers that move with their question (1)').waitFor()
  await preview.getByText('Whom does it concern?').waitFor()
  expect(await faultsOf(page)).toEqual([])
  await preview.getByRole('button', { name: 'Stay with mine' }).click()

  await page.getByRole('button', { name: 'Carry on' }).click()
  await page.getByText('Question 2 of 2').waitFor()
  await page.route('**/answers/*', route => route.abort())
  await box(page).fill('It cannot wait any longer.')
  await page.getByText('Not saved, kept on this device').waitFor()
  await page.getByRole('button', { name: 'Back' }).click()
  await page.getByText('Question 1 of 2').waitFor()
  await box(page).fill('My evenings, and the mornings too.')
  await page.getByText('Not saved, kept on this device').waitFor()
  // Another device moves on meanwhile.
  const { id } = await onServer(page)
  await ask(page, 'POST', `/api/enrolments/${id}/upgrade`, { toVersion: 2 })
  await page.unroute('**/answers/*')
  await page.evaluate(() => dispatchEvent(new Event('online')))
  const earlier = page.getByRole('region', { name: 'Not saved, from an earlier question' })
  await earlier.getByText('Why just now?').waitFor()
  await earlier.getByText('It cannot wait any longer.').waitFor()
  expect(await faultsOf(page)).toEqual([])
  expect((await onServer(page)).answers.map(({ prompt, text }) => [prompt, text])).toEqual([
    ['2', 'My evenings, all of them.'],
  ])
  await page.getByRole('button', { name: 'Look at both' }).click()
  await page.getByRole('button', { name: 'Keep mine' }).click()
  await saved(page)
  expect(await textOnServer(page, '2')).toBe('My evenings, and the mornings too.')
  await page.getByText('Earlier versions of this answer').click()
  await page.getByText('My evenings, all of them.').waitFor()
  await earlier.getByRole('button', { name: 'Take it away' }).click()
  await earlier.waitFor({ state: 'detached' })
  expect(await page.evaluate(() => Object.keys(localStorage).filter(key => key.startsWith('mosaic.answer.')))).toEqual(
    [],
  )

  await page.getByRole('link', { name: 'Overview' }).click()
  await page.getByRole('button', { name: 'Go back' }).click()
  await page.getByRole('button', { name: 'See what changes' }).waitFor()
  await page.getByRole('switch', { name: 'Share with my coach' }).click()
  await expect.poll(async () => (await onServer(page)).shared).toBe(true)
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByText('Paused. Everything is where you left it.').waitFor()
  await page.getByRole('button', { name: 'Carry on' }).click()
  await page.getByText(/^Question \d of 2$/).waitFor()
  expect((await onServer(page)).state).toBe('active')
  await page.goto(`${server.url}/career/programmes/moves?prompt=1`)
  await page.getByRole('switch', { name: 'Keep this answer to myself' }).click()
  await expect.poll(async () => (await onServer(page)).answers.map(answer => answer.private)).toEqual([true])
  expect(await textOnServer(page, '1')).toBe('My evenings, and the mornings too.')
})

test('signing out saves first, says what it cannot save, and leaves nothing in this browser', async () => {
  const page = await visit(`${server.url}/career/programmes`)
  const member = { email: 'ilse@example.com', password: 'a pass phrase of hers' }
  await ask(page, 'POST', '/api/account', member)
  await page.goto(express())
  await begin(page)
  await page.route('**/answers/1', route => route.abort())
  await page.keyboard.type(ANSWERS[0]!)
  await page.getByText('Not saved, kept on this device').waitFor()
  await page
    .getByRole('banner')
    .getByRole('link', { name: /ilse|account/i })
    .click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  const question = page.getByRole('dialog', { name: 'Not everything is saved' })
  await question.getByText('your answers in “PS101 Express”').waitFor()
  await question.getByRole('button', { name: 'Stay signed in' }).click()
  await page.unroute('**/answers/1')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.waitForURL(/sign-in/)
  expect(await page.evaluate(() => Object.keys(localStorage).filter(key => key !== 'mosaic.theme'))).toEqual([])
  await ask(page, 'POST', '/api/session', member)
  expect(await textOnServer(page, '1')).toBe(ANSWERS[0])
})

test('the long programme on a telephone: a rating, forms beside the box, their gates, and how it went', async () => {
  const page = await visit(`${server.url}/career/programmes/ps101`, { size: 'phone' })
  await page.getByRole('button', { name: 'Begin' }).click()
  await page.getByText('Step 1 of 10, prompt 1 of 6').waitFor()
  const { id } = await onServer(page)
  const { steps } = await ask<Programme>(page, 'GET', '/api/programmes/ps101')
  const answer = (key: string) =>
    ask(page, 'PUT', `/api/enrolments/${id}/answers/${key}`, {
      text: `The answer to ${key}, long enough.`,
      final: true,
    })
  const prompts = steps.flatMap(step => step.prompts.map(prompt => prompt.key))
  const until = async (from: string, to: string) => {
    for (const key of prompts.slice(prompts.indexOf(from), prompts.indexOf(to))) await answer(key)
    await page.goto(`${server.url}/career/programmes/ps101?prompt=${to}`)
  }
  await until('1.1', '4.1')
  await page.getByText('Step 4 of 10, prompt 1 of 4').waitFor()
  await page.getByText('Choose a number from 1 to 10 to go on.').waitFor()
  await page.getByRole('radio', { name: '1, not at all' }).press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  expect(await faultsOf(page)).toEqual([])
  await next(page).click()
  await page.getByText('Step 4 of 10, prompt 2 of 4').waitFor()
  await until('4.2', '6.4')

  await page.getByText('Step 6 of 10, prompt 4 of 4').waitFor()
  await box(page).fill('Two weeks, and then I look at it again.')
  await page.getByText(/^Step 7 opens once one experiment says/).waitFor()
  await expect.poll(() => next(page).isDisabled()).toBe(true)
  await page.getByLabel('What do you expect?').fill('If I teach one hour, I want to do it again.')
  await page.reload()
  await expect
    .poll(() => page.getByLabel('What do you expect?').inputValue())
    .toBe('If I teach one hour, I want to do it again.')
  await page.getByLabel('How will you measure it?').fill('A yes or a no on the morning after.')
  await page.getByLabel('Look back on').fill('2027-03-01')
  await page.getByRole('button', { name: 'Save this experiment' }).click()
  await page.getByRole('button', { name: 'Start it' }).click()
  await page.getByText('Status: Running').waitFor()
  expect(await faultsOf(page)).toEqual([])
  await next(page).click()
  await page.getByText('Step 7 of 10, prompt 1 of 4').waitFor()

  await until('7.1', '7.4')
  await box(page).fill('That asking is a skill like any other.')
  await page.getByText('From inside me').click()
  await page.getByLabel('The obstacle').fill('I wait until it is perfect')
  await page.getByLabel('What will you do when it comes?').fill('I fix the hour before the notes are written.')
  await page.getByRole('button', { name: 'Add this obstacle' }).click()
  await page.getByRole('button', { name: 'Remove obstacle: I wait until it is perfect' }).waitFor()
  await next(page).click()
  await page.getByText('Step 8 of 10, prompt 1 of 4').waitFor()
  await until('8.1', '8.4')
  await box(page).fill('My brother asks me every Sunday evening.')
  for (const label of ['Ask for the room', 'Write to three friends', 'Make one page of notes']) {
    await page.getByLabel('What will you do?').fill(label)
    await page.getByRole('button', { name: 'Add this action' }).click()
    await page.getByRole('button', { name: `Remove action: ${label}` }).waitFor()
  }
  await page.getByRole('checkbox', { name: 'Ask for the room' }).check()
  await next(page).click()
  await page.getByText('Step 9 of 10, prompt 1 of 4').waitFor()

  await until('9.1', '9.4')
  await box(page).fill('The same hour with people whom I do not know.')
  await page.getByLabel('What happened?').fill('All three stayed to the end.')
  await page.getByLabel('What did you learn?').fill('I talk too long, and I like it.')
  await page.getByRole('radiogroup', { name: 'How confident are you now?' }).getByRole('radio', { name: '7' }).check()
  await page.getByRole('radio', { name: 'Carry on' }).check()
  await page.getByRole('button', { name: 'Save this reflection' }).click()
  await page.getByText('Status: Reviewed').waitFor()
  expect(await faultsOf(page)).toEqual([])
  await next(page).click()
  await page.getByText('Step 10 of 10, prompt 1 of 4').waitFor()

  await page.goto(`${server.url}/career/progress`)
  await page.getByText('3 of 10 before, 7 of 10 after: 4 more.').first().waitFor()
  await page.getByText('1 started, 1 reviewed.').waitFor()
  await page.getByText('1 of 1', { exact: true }).waitFor()
  await page.getByText('As a table').first().click()
  expect(await faultsOf(page)).toEqual([])
})

test('what an earlier application left in this browser is offered to who is signed in, comes along and stays in place', async () => {
  const page = await visit('about:blank')
  await page.goto(`${server.url}/career/programmes`)
  const state = JSON.stringify({ answers: { 1: 'The gap between here and there.', 4: 'What I have tried so far.' } })
  await page.evaluate(kept => {
    localStorage.setItem('ps101_state', kept)
    localStorage.setItem('delta_session_id', 'f'.repeat(32))
  }, state)
  const offer = page.getByRole('heading', { name: 'You wrote here before' })
  await page.reload()
  await page.getByRole('link', { name: 'Sign in' }).waitFor()
  await expect.poll(() => offer.count()).toBe(0)
  await ask(page, 'POST', '/api/account', {
    email: 'before@example.com',
    password: 'four words of before',
    name: 'Bea',
  })
  await page.reload()
  await offer.waitFor()
  await page.getByText('2 answers to the seven steps').waitFor()
  expect(await faultsOf(page)).toEqual([])
  // Declined, it waits in a line.
  await page.getByRole('button', { name: 'Not now' }).click()
  await page.reload()
  await page.getByText('From before, in this browser').click()
  await expect.poll(() => offer.count()).toBe(0)
  await page.getByRole('button', { name: 'Make it mine' }).click()
  await page.getByText('This opens nothing here. It may have been used already.').waitFor()
  await page.getByRole('button', { name: 'Bring it along: the seven steps' }).click()
  await page.getByText('Brought along: 2 answers.').waitFor()
  expect(await page.evaluate(() => localStorage.getItem('ps101_state'))).toBe(state)

  await page.goto(`${server.url}/career/programmes/ps101?prompt=1.5`)
  await page.getByText(/brought along from before and put here by its order/).waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.getByRole('button', { name: 'It belongs here' }).click()
  await page.getByRole('button', { name: 'It belongs here' }).waitFor({ state: 'detached' })
  const { answers } = await onServer(page)
  expect(answers.map(({ prompt, byOrder }) => [prompt, byOrder])).toEqual([
    ['1.5', false],
    ['3.2', true],
  ])
})
