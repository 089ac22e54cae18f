import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { ArrowLeft, ArrowRight, BookOpen, ListTree, MessageCircle } from 'lucide-react'
import { useEffect, useId, useRef, useState, useSyncExternalStore } from 'react'
import { messageOf } from '../../api/client.ts'
import { Button, buttonClass } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { AnswerBox } from './answer-box.tsx'
import { act, type Enrolment, keyOf, type Programme } from './api.ts'
import { ByOrder } from './by-order.tsx'
import { Conflict } from './conflict.tsx'
import type { Desk } from './desk.ts'
import { PromptForm } from './forms/prompt-form.tsx'
import { Private } from './private.tsx'
import { Rating } from './rating.tsx'
import { Revisions } from './revisions.tsx'
import type { Content } from './save.ts'
import { SavedMark } from './saved-mark.tsx'
import { Steps } from './steps.tsx'
import { Unfold } from './unfold.tsx'
import { hindrance, isAnswered, isBarred, labelOf, type Place, placesOf, suggestion } from './way.ts'

/** One prompt at a time: the question, the room to answer it, and the way on. */
export function PromptPage({
  programme,
  enrolment,
  place,
  desk,
  onGo,
  onPass,
  onDone,
  onOutline,
}: {
  programme: Programme
  enrolment: Enrolment
  place: Place
  desk: Desk
  onGo: (prompt: string) => void
  /** Went on although the server does not have the answer yet */
  onPass: () => void
  /** Behind the last prompt */
  onDone: () => Promise<void>
  onOutline: () => void
}) {
  const { prompt } = place
  const places = placesOf(programme)
  const index = place.number - 1
  const [before, after] = [places[index - 1], places[index + 1]]
  const saver = desk.saver(prompt.key)
  const saving = useSyncExternalStore(saver.subscribe, saver.state)
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const [id, hint, under] = [useId(), useId(), useId()]
  const rated = prompt.kind === 'rating'
  const { mine } = saving

  // Who came by Next goes on writing; on a touch screen the keyboard would cover the question.
  useEffect(() => {
    const fine = matchMedia('(pointer: fine)').matches
    const box = field.current
    if (!fine || !box) heading.current?.focus({ preventScroll: true })
    else {
      box.focus({ preventScroll: true })
      box.setSelectionRange(box.value.length, box.value.length)
    }
    scrollTo({ top: 0 })
  }, [])
  useEffect(() => saver.leave, [saver])

  const short = hindrance(prompt, mine)
  const barred = after !== undefined && isBarred(enrolment, after)
  const reason = saving.theirs
    ? 'Choose between the two texts to go on.'
    : (short ?? (barred ? (enrolment.gate?.message ?? null) : null))
  const type = (content: Content) => saver.type(content)

  const attempt = async (go: () => Promise<void>) => {
    if (busy) return
    setBusy(true)
    setProblem(null)
    try {
      await go()
    } catch (error) {
      setProblem(messageOf(error))
    }
    setBusy(false)
  }
  const next = () =>
    attempt(async () => {
      if (reason) return
      const fate = await saver.fix()
      if (fate === 'changed') return
      if (fate === 'refused') throw new Error(saver.state().trouble?.message ?? 'This could not be saved.')
      if (fate === 'kept') onPass()
      if (after) onGo(after.prompt.key)
      else await onDone()
    })
  const skip = () =>
    attempt(async () => {
      await saver.settled()
      queries.setQueryData(keyOf.enrolment(enrolment.id), await act.skip(enrolment.id, prompt.key))
      if (after && !barred) onGo(after.prompt.key)
      else if (!after) await onDone()
      else throw new Error(enrolment.gate!.message)
    })
  const advice = suggestion(prompt, mine)
  const settled = isAnswered(enrolment, prompt.key)

  return (
    <div className={clsx('mx-auto', prompt.form ? 'max-w-5xl' : 'max-w-2xl')}>
      <div className="flex items-center justify-between gap-3">
        <p className="tnum text-sm font-medium text-muted">{labelOf(programme, place)}</p>
        <span className="-mr-3 flex">
          <Link
            to="/career/programmes/$key"
            params={{ key: programme.key }}
            search={{ view: 'welcome' }}
            className={buttonClass('quiet', true)}
          >
            <BookOpen size={17} aria-hidden />
            <span className="max-sm:sr-only">Overview</span>
          </Link>
          <Button small look="quiet" onClick={onOutline}>
            <ListTree size={17} aria-hidden />
            <span className="max-sm:sr-only">All questions</span>
          </Button>
        </span>
      </div>
      <Steps programme={programme} enrolment={enrolment} place={place} />

      <div
        className={clsx(prompt.form && 'lg:grid lg:grid-cols-[minmax(0,1fr)_minmax(0,26rem)] lg:items-start lg:gap-10')}
      >
        <div className="min-w-0">
          {programme.steps.length > 1 && (
            <p className="mt-8 text-[0.9375rem] font-medium text-accent">{place.step.title}</p>
          )}
          {place.inStep === 1 && place.step.intro && (
            <p className={clsx('max-w-prose text-muted', programme.steps.length > 1 ? 'mt-1.5' : 'mt-8')}>
              {place.step.intro}
            </p>
          )}
          <h1
            id={id}
            ref={heading}
            tabIndex={-1}
            className={clsx(
              'text-[1.625rem] leading-[1.25] outline-none sm:text-[1.875rem]',
              place.inStep === 1 ? 'mt-6' : programme.steps.length > 1 ? 'mt-2' : 'mt-8',
            )}
          >
            {prompt.text}
          </h1>
          <div className="mt-3">
            {prompt.help && (
              <Unfold title="A hand to begin with">
                <p className="max-w-prose text-soft">{prompt.help}</p>
              </Unfold>
            )}
          </div>

          <div className="mt-4">
            {saving.theirs ? (
              <Conflict saving={saving} saver={saver} rated={rated} />
            ) : (
              <>
                {rated && (
                  <div className="mb-5">
                    <Rating
                      name={`rating-${prompt.key}`}
                      labelledBy={id}
                      value={mine.value}
                      onValue={value => type({ ...mine, value })}
                    />
                  </div>
                )}
                <AnswerBox
                  key={prompt.key}
                  labelledBy={id}
                  describedBy={`${hint} ${under}`}
                  text={mine.text}
                  short={rated}
                  field={field}
                  onText={text => type({ ...mine, text })}
                  onLeave={saver.leave}
                  onNext={() => void next()}
                />
              </>
            )}
          </div>
          <div className="mt-2.5 flex min-h-6 flex-wrap items-start justify-between gap-x-6 gap-y-1">
            <SavedMark saving={saving} />
            <p id={hint} className="text-sm text-muted">
              {advice}
            </p>
          </div>
          {!saving.theirs && <ByOrder enrolment={enrolment} prompt={prompt.key} revision={saving.stored.revision} />}
          {saving.trouble && !saving.trouble.passing && (
            <div className="mt-3">
              <Notice tone="bad" live>
                {saving.trouble.message}
              </Notice>
            </div>
          )}
          {saving.restored && !saving.theirs && (
            <p role="status" className="mt-2 text-sm text-muted">
              What you last wrote here was brought back from this device.
            </p>
          )}
          {saving.aside && !saving.theirs && (
            <p className="mt-2 text-sm text-muted">
              The other text is put aside.
              <button
                type="button"
                className="ml-1.5 min-h-8 rounded font-medium text-accent underline underline-offset-4"
                onClick={() => saver.choose({ type: 'bring-back' })}
              >
                Bring it back
              </button>
            </p>
          )}
          {problem && (
            <div className="mt-4">
              <Notice tone="bad" live>
                {problem}
              </Notice>
            </div>
          )}
        </div>
        {prompt.form && (
          <aside aria-label="Form" className="mt-8 min-w-0 lg:mt-10">
            <PromptForm kind={prompt.form} enrolment={enrolment} programme={programme} onGo={onGo} />
          </aside>
        )}
      </div>

      <div className="mt-7 flex flex-wrap items-center gap-x-2 gap-y-3 border-t sm:gap-x-2.5 border-line pt-5">
        <Button className="max-sm:px-3" disabled={!before || busy} onClick={() => before && onGo(before.prompt.key)}>
          <ArrowLeft size={17} aria-hidden />
          Back
        </Button>
        {!settled && !saving.theirs && (
          <Button look="quiet" className="max-sm:px-2" disabled={busy} onClick={() => void skip()}>
            Skip for now
          </Button>
        )}
        <Button
          look="primary"
          disabled={reason !== null || busy}
          aria-describedby={under}
          onClick={() => void next()}
          className="ml-auto min-w-24 sm:min-w-28"
        >
          Next
          <ArrowRight size={17} aria-hidden />
        </Button>
      </div>
      <p id={under} className="mt-2.5 min-h-6 text-right text-sm text-muted">
        {reason ??
          (after
            ? after.step.number === place.step.number
              ? ''
              : `Next comes step ${after.step.number}: ${after.step.title}`
            : 'This is the last one. Next comes your summary.')}
      </p>

      <div className="mt-6 flex flex-col items-start gap-1">
        <Link
          to="/career"
          className="inline-flex min-h-10 items-center gap-2 rounded-lg pr-2 text-[0.9375rem] font-medium text-accent hover:text-accent-strong pointer-coarse:min-h-11"
        >
          <MessageCircle size={17} aria-hidden />
          Talk it over with the coach
        </Link>
        {saving.stored.revision > 1 && (
          <Revisions
            key={prompt.key}
            enrolment={enrolment.id}
            prompt={prompt.key}
            current={saving.stored.revision}
            onUse={(text, value) => {
              type({ text, value })
              field.current?.focus()
            }}
          />
        )}
      </div>
      {enrolment.shared && <Private enrolment={enrolment} prompt={prompt.key} />}
    </div>
  )
}
