import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { LONGEST_TEXT, type Version } from '../../../resumes/schema.ts'
import { sendJson } from '../../api/client.ts'
import { newKey } from '../../api/ids.ts'
import { Button } from '../../parts/button.tsx'
import { Field, Select } from '../../parts/field.tsx'
import { Trouble } from '../../parts/notice.tsx'
import { useReadableFiles } from './api.ts'
import { useTextDraft } from './drafts.ts'
import { TextBox } from './text-box.tsx'

/** Begins a résumé by a text, or by a file whose text was read. What is typed stays on this device until it has arrived. */
export function NewResume({ fileId }: { fileId?: string | undefined }) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const files = useReadableFiles()
  const { draft, write, arrived } = useTextDraft('new')
  const [key, setKey] = useState(newKey)
  const name = draft?.name ?? ''
  const text = draft?.text ?? ''
  const chosen = files.data?.find(({ id }) => id === fileId)
  const title = name || chosen?.name.replace(/\.[a-z]+$/i, '') || ''
  const choose = (file: string) =>
    void navigate({ to: '/career/resumes', search: file ? { file } : { new: 'text' }, replace: true })
  const make = useMutation({
    mutationFn: () =>
      sendJson<Version>(
        'POST',
        '/api/resumes',
        { name: (title || 'My résumé').slice(0, 120), ...(fileId ? { fileId } : { text }) },
        { 'idempotency-key': key },
      ),
    onError: () => setKey(newKey()),
    onSuccess: async version => {
      if (!fileId) arrived(text)
      else write({ text, name: '' })
      await queries.invalidateQueries({ queryKey: ['resumes'] })
      await navigate({ to: '/career/resumes/$id', params: { id: version.resumeId }, replace: true })
    },
  })
  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={event => {
        event.preventDefault()
        make.mutate()
      }}
    >
      <h1 className="text-2xl sm:text-3xl">New résumé</h1>
      <Field
        label="Name"
        hint="For yourself, such as “Product roles”."
        maxLength={120}
        value={name}
        placeholder={chosen ? title : ''}
        onChange={event => write({ text, name: event.target.value })}
      />
      {((files.data?.length ?? 0) > 0 || fileId) && (
        <Select label="Made of" value={fileId ?? ''} onChange={event => choose(event.target.value)}>
          <option value="">A text that I paste or write</option>
          {files.data?.map(file => (
            <option key={file.id} value={file.id}>
              {file.name}
            </option>
          ))}
          {fileId && !chosen && <option value={fileId}>The file that was chosen</option>}
        </Select>
      )}
      {!fileId && <TextBox value={text} onChange={next => write({ text: next, name })} />}
      <Trouble of={make} framed />
      <div className="flex flex-wrap items-center gap-3">
        <Button
          type="submit"
          look="primary"
          disabled={make.isPending || (!fileId && (text.trim() === '' || text.length > LONGEST_TEXT))}
        >
          {make.isPending ? 'Making it…' : 'Make the résumé'}
        </Button>
        <Button look="quiet" onClick={() => void navigate({ to: '/career/resumes' })}>
          Back to the list
        </Button>
        {!fileId && text !== '' && <p className="text-sm text-muted">Kept on this device until then.</p>}
      </div>
    </form>
  )
}
