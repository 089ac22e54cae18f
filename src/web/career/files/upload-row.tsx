import { RotateCw, X } from 'lucide-react'
import { IconButton } from '../../parts/button.tsx'
import { formatBytes } from './sizes.ts'
import type { Upload } from './upload.ts'

export function UploadRow({ upload, onRetry, onDrop }: { upload: Upload; onRetry: () => void; onDrop: () => void }) {
  const { file, state, sent, problem, again } = upload
  const isFailed = state === 'failed'
  return (
    <li className="flex items-center gap-2 py-3 pl-4 pr-2">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{file.name}</p>
        {isFailed ? (
          <p role="alert" className="text-sm text-bad">
            {problem}
          </p>
        ) : upload.kept ? (
          <p role="status" className="text-sm text-muted">
            {upload.kept}
          </p>
        ) : (
          <div className="mt-1 flex items-center gap-3">
            <progress
              value={state === 'queued' ? 0 : sent}
              max={1}
              aria-label={`Uploading ${file.name}`}
              className="meter h-1.5 w-full max-w-72"
            />
            <span className="tnum shrink-0 text-sm text-muted">
              {state === 'queued'
                ? 'Waiting'
                : sent < 1
                  ? `${Math.round(sent * 100)} % of ${formatBytes(file.size)}`
                  : 'Checking…'}
            </span>
          </div>
        )}
      </div>
      {isFailed && again && (
        <IconButton label={`Try ${file.name} again`} onClick={onRetry}>
          <RotateCw size={18} aria-hidden />
        </IconButton>
      )}
      <IconButton
        label={isFailed || upload.kept ? `Remove ${file.name} from this list` : `Cancel ${file.name}`}
        onClick={onDrop}
      >
        <X size={18} aria-hidden />
      </IconButton>
    </li>
  )
}
