import { type SubmitEvent, useEffect, useState } from 'react'
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
      forget()
    } catch (error) {
      if (error instanceof Problem)
        setErrors(Object.fromEntries(error.fields.map(({ field, message }) => [field.split(/[./]/).at(-1)!, message])))
      setProblem(messageOf(error))
    }
    setBusy(false)
  }
  return { values, put, submit, busy, problem, errors, forget }
}
