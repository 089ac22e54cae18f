import { type SubmitEvent, useEffect, useRef, useState } from 'react'
import { messageOf, Problem } from '../../../api/client.ts'
import { newKey } from '../../../api/ids.ts'
import { keep, readKeptObject } from '../../../parts/kept.ts'

const PREFIX = 'mosaic.form.'

/**
 * The fields of a form that this device keeps until they were sent, so that a reload loses none; what was refused stands
 * beside its field. `requestKey` makes a repeated sending the same request.
 */
export function useForm<T extends object>(
  key: string,
  empty: T,
  send: (values: T, requestKey: string) => Promise<unknown>,
) {
  const [values, setValues] = useState<T>(() => ({ ...empty, ...readKeptObject<T>('browser', PREFIX + key) }))
  const [touched, setTouched] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [requestKey, setRequestKey] = useState(newKey)
  const latest = useRef(values)
  latest.current = values
  useEffect(() => {
    if (touched) keep('browser', PREFIX + key, values)
  }, [key, values, touched])
  const forget = () => {
    setTouched(false)
    setValues(empty)
    setErrors({})
    setProblem(null)
    keep('browser', PREFIX + key, null)
  }
  const put = (next: Partial<T>) => {
    setTouched(true)
    setValues(old => ({ ...old, ...next }))
  }
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    setProblem(null)
    setErrors({})
    try {
      await send(values, requestKey)
      setRequestKey(newKey())
      const since = writtenSince(values, latest.current)
      if (Object.keys(since).length === 0) forget()
      else setValues({ ...empty, ...since })
    } catch (error) {
      if (error instanceof Problem)
        setErrors(Object.fromEntries(error.fields.map(({ field, message }) => [field.split(/[./]/).at(-1)!, message])))
      setProblem(messageOf(error))
    }
    setBusy(false)
  }
  return { values, put, submit, busy, problem, errors, forget }
}

/** What was written while the form was on its way: it was not sent, and so it is the beginning of the next. */
function writtenSince<T extends object>(sent: T, now: T): Partial<T> {
  return Object.fromEntries(Object.entries(now).filter(([key, value]) => value !== sent[key as keyof T])) as Partial<T>
}
