import { Link } from '@tanstack/react-router'
import { Download, FileImage, FileText, Trash2 } from 'lucide-react'
import { type KeptFile, keptTypes } from '../../../files/schema.ts'
import { buttonClass, IconButton } from '../../parts/button.tsx'
import { formatMoment } from '../../words/time.ts'
import { formatBytes } from './sizes.ts'

/** What became of the text, in words that say what can be done. */
const WHY: Record<NonNullable<KeptFile['text']['reason']>, string> = {
  encrypted: 'Its text is locked by a password. Save it without one and upload it again.',
  broken: 'Its text cannot be read: the file seems damaged.',
  too_large: 'It unpacks into more than can be read.',
  too_slow: 'Its text took too long to read.',
  out_of_memory: 'Its text was too much to read.',
  bytes_missing: 'Its content is gone from where it was kept.',
}

export function FileRow({ file, onDelete }: { file: KeptFile; onDelete: () => void }) {
  const Icon = file.type.startsWith('image/') ? FileImage : FileText
  return (
    <li className="flex items-start gap-3 py-3.5 pl-4 pr-2 sm:items-center">
      <Icon size={22} aria-hidden className="mt-1 shrink-0 text-muted sm:mt-0" />
      <div className="min-w-0 flex-1">
        <p className="break-words font-medium">{file.name}</p>
        <p className="text-sm text-muted">
          {keptTypes[file.type].label} · {formatBytes(file.size)} ·{' '}
          <time dateTime={file.createdAt}>{formatMoment(file.createdAt)}</time>
        </p>
        <TextState file={file} />
      </div>
      <div className="flex shrink-0 items-center">
        <a
          href={`/api/files/${file.id}/content`}
          download={file.name}
          aria-label={`Download ${file.name}`}
          title={`Download ${file.name}`}
          className="inline-flex size-10 items-center justify-center rounded-lg text-soft transition-colors hover:bg-sunken hover:text-ink pointer-coarse:size-11"
        >
          <Download size={18} aria-hidden />
        </a>
        <IconButton label={`Delete ${file.name}`} onClick={onDelete}>
          <Trash2 size={18} aria-hidden />
        </IconButton>
      </div>
    </li>
  )
}

function TextState({ file: { id, text, type, bytesMissing } }: { file: KeptFile }) {
  if (bytesMissing) return <p className="text-sm text-bad">{WHY.bytes_missing}</p>
  if (text.state === 'pending') return <p className="text-sm text-muted">Reading its text…</p>
  if (text.state === 'failed') return <p className="text-sm text-warn">{WHY[text.reason!]}</p>
  if (text.state === 'empty')
    return (
      <p className="text-sm text-muted">
        {type.startsWith('image/') ? 'A picture: kept as it is.' : 'No text in it, as in a scan.'}
      </p>
    )
  return (
    <Link to="/career/resumes" search={{ file: id }} className={`${buttonClass('quiet', true)} -ml-3 text-accent`}>
      Make a résumé of it
    </Link>
  )
}
