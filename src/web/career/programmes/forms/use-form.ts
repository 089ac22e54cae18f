import { type SubmitEvent, useEffect, useState } from 'react'
import { messageOf, Problem } from '../../../api/client.ts'
import { newRequestKey } from '../../../appointments/draft.ts'

const PREFIX = 'mosaic.form.'

function read<T extends object>(key: string, empty: T): T {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PREFIX + key) ?? 'null')
    return kept && typeof kept === 'object' ? { ...empty, ...kept } : empty
  } catch {
    return empty
  }
}

/**
 * The fields of a form that this device keeps until they were sent, so that a reload loses none; what was refused stands
 * beside its field. `requestKey` makes a repeated sending the same request.
 */
export function useForm<T extends object>(
  key: string,
  empty: T,
  send: (values: T, requestKey: string) => Promise<unknown>,
) {
  const [values, setValues] = useState<T>(() => read(key, empty))
  const [touched, setTouched] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [requestKey, setRequestKey] = useState(newRequestKey)
  useEffect(() => {
    if (!touched) return
    try {
      localStorage.setItem(PREFIX + key, JSON.stringify(values))
    } catch {
      // Without storage the fields last as long as the page.
    }
  }, [key, values, touched])
  const forget = () => {
    setTouched(false)
    setValues(empty)
    setErrors({})
    setProblem(null)
    try {
      localStorage.removeItem(PREFIX + key)
    } catch {
      // As above.
    }
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
      setRequestKey(newRequestKey())
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
