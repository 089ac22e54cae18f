import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { FileLimits, FileList, KeptFile } from '../../../files/schema.ts'
import { getJson, messageOf, sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Empty, Failed, Loading, Notice } from '../../parts/notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { CareerPage } from '../shell.tsx'
import { DropZone } from './drop-zone.tsx'
import { FileRow } from './file-row.tsx'
import { formatBytes } from './sizes.ts'
import { UploadRow } from './upload-row.tsx'
import { useUploads } from './use-uploads.ts'

/** While a text is being read the list is asked for again. */
const LOOK_MS = 1_500

export default function CareerFilesPage() {
  const files = useFiles()
  const limits = useFileLimits()
  const { uploads, add, retry, drop } = useUploads(limits)
  const [leaving, setLeaving] = useState<KeptFile | null>(null)
  const items = files.data?.pages.flatMap(page => page.items) ?? []
  const used = files.data?.pages[0]?.used
  const hint = `PDF, Word, text, Markdown, PNG or JPEG${limits ? `, up to ${formatBytes(limits.fileBytes)} each` : ''}`
  return (
    <CareerPage title="Files" narrow>
      <h1 className="text-2xl sm:text-3xl">Files</h1>
      <p className="mb-6 mt-2 text-muted">
        Your résumés, certificates and notes. Only you see them, and you get back exactly what you gave.
      </p>
      <DropZone hint={hint} onFiles={add} />
      {uploads.length > 0 && (
        <ul aria-label="On their way" className="mt-4 divide-y divide-line rounded-xl border border-line bg-surface">
          {uploads.map(upload => (
            <UploadRow
              key={upload.id}
              upload={upload}
              onRetry={() => retry(upload.id)}
              onDrop={() => drop(upload.id)}
            />
          ))}
        </ul>
      )}
      {used && limits && used.files > 0 && <Room used={used} limits={limits} />}
      {files.isPending ? (
        <Loading label="Getting your files" />
      ) : files.isError ? (
        <div className="mt-5">
          <Failed found={files} />
        </div>
      ) : items.length === 0 ? (
        uploads.length === 0 && (
          <Empty title="No files yet">
            Upload your résumé: its text can become one that you edit and compare here.
          </Empty>
        )
      ) : (
        <ul aria-label="Your files" className="mt-3 divide-y divide-line rounded-xl border border-line bg-surface">
          {items.map(file => (
            <FileRow key={file.id} file={file} onDelete={() => setLeaving(file)} />
          ))}
        </ul>
      )}
      {files.hasNextPage && (
        <div className="mt-4 text-center">
          <Button onClick={() => void files.fetchNextPage()} disabled={files.isFetchingNextPage}>
            Show older files
          </Button>
        </div>
      )}
      {leaving && <DeleteSheet file={leaving} onClose={() => setLeaving(null)} />}
    </CareerPage>
  )
}

function useFiles() {
  return useInfiniteQuery({
    queryKey: ['files'],
    queryFn: ({ pageParam, signal }) =>
      getJson<FileList>(`/api/files${pageParam ? `?cursor=${encodeURIComponent(pageParam)}` : ''}`, signal),
    initialPageParam: '',
    getNextPageParam: last => last.cursor,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(page => page.items.some(({ text }) => text.state === 'pending')) ? LOOK_MS : false,
  })
}

function useFileLimits(): FileLimits | undefined {
  const { data } = useQuery({
    queryKey: ['desk'],
    queryFn: ({ signal }) => getJson<{ limits: { files: FileLimits } }>('/api/config', signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return data?.limits.files
}

function Room({ used, limits }: { used: FileList['used']; limits: FileLimits }) {
  const share = Math.max(used.bytes / limits.bytesPerPerson, used.files / limits.filesPerPerson)
  return (
    <div className="mt-6 flex flex-wrap items-center gap-x-4 gap-y-1.5">
      <progress
        value={Math.min(1, share)}
        max={1}
        aria-label="Room that is used"
        className={`meter h-1.5 w-40 ${share > 0.9 ? 'meter-warn' : ''}`}
      />
      <p className="tnum text-sm text-muted">
        {used.files} of {limits.filesPerPerson} files, {formatBytes(used.bytes)} of {formatBytes(limits.bytesPerPerson)}
      </p>
    </div>
  )
}

function DeleteSheet({ file, onClose }: { file: KeptFile; onClose: () => void }) {
  const queries = useQueryClient()
  const erase = useMutation({
    mutationFn: () => sendJson('DELETE', `/api/files/${file.id}`),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['files'] })
      onClose()
    },
  })
  return (
    <Sheet
      title="Delete this file?"
      middle
      onClose={onClose}
      footer={
        <div className="flex justify-end gap-3">
          <Button onClick={onClose}>Keep it</Button>
          <Button look="danger" disabled={erase.isPending} onClick={() => erase.mutate()}>
            Delete for good
          </Button>
        </div>
      }
    >
      <p>
        <strong className="break-words font-semibold">{file.name}</strong> is erased with its content and cannot be
        brought back. Résumés that you made of it stay.
      </p>
      {erase.isError && (
        <div className="mt-4">
          <Notice tone="bad" live>
            {messageOf(erase.error)}
          </Notice>
        </div>
      )}
    </Sheet>
  )
}
