import { useMutation } from '@tanstack/react-query'
import { useEffect, useId } from 'react'
import { isColour, isReadable, palettes, readableLike } from '../../../kernel/colour.ts'
import { ask } from '../../api/client.ts'
import { Button, buttonClass } from '../../parts/button.tsx'
import { Field, INPUT } from '../../parts/field.tsx'
import { Trouble } from '../../parts/notice.tsx'
import { GroupForm } from './group-form.tsx'
import type { GroupState } from './use-group.ts'

const USUAL = '#0d5c4b'

/** The colour of buttons and links, what the desk says first, and a picture for the corner. */
export function BrandPage() {
  return (
    <GroupForm group="brand" intro="What visitors see and read first. Pages that are open take it with the next load.">
      {state => (
        <>
          <Colour state={state} />
          <Greeting state={state} />
          <Logo state={state} />
        </>
      )}
    </GroupForm>
  )
}

function Colour({ state }: { state: GroupState }) {
  const id = useId()
  const text = state.fields.accent === null ? '' : String(state.fields.accent ?? '')
  const accent = isColour(text) ? text.toLowerCase() : null
  const pale = accent && !isReadable(accent) ? readableLike(accent) : null
  return (
    <fieldset className="flex min-w-0 flex-col gap-4">
      <legend className="mb-3 text-sm font-semibold">Colour</legend>
      <div className="flex flex-wrap items-end gap-3">
        <label htmlFor={id} className="flex flex-col gap-1.5 text-sm font-medium">
          Choose
          <input
            id={id}
            type="color"
            value={accent ?? USUAL}
            onChange={event => state.write({ accent: event.target.value })}
            className="h-11 w-16 cursor-pointer rounded-lg border border-edge bg-surface p-1"
          />
        </label>
        <Field
          label="Or write"
          className="w-36"
          value={text}
          placeholder={USUAL}
          error={state.errors.accent}
          onChange={event => state.write({ accent: event.target.value.trim().toLowerCase() || null })}
        />
        {text !== '' && (
          <Button look="quiet" onClick={() => state.write({ accent: null })}>
            As it comes
          </Button>
        )}
      </div>
      {pale && (
        <p className="flex flex-wrap items-center gap-3 text-sm text-bad">
          White letters could not be read on this colour.
          <Button small onClick={() => state.write({ accent: pale })}>
            Take {pale}
          </Button>
        </p>
      )}
      <Samples accent={accent && !pale ? accent : null} />
    </fieldset>
  )
}

/** How a button and a link look with it, on light and on dark ground. */
function Samples({ accent }: { accent: string | null }) {
  const both = palettes(accent ?? USUAL)
  return (
    <div className="grid gap-3 xs:grid-cols-2 sm:max-w-lg">
      <Sample label="Light" ground="#ffffff" palette={both.light} />
      <Sample label="Dark" ground="#171d1a" palette={both.dark} />
    </div>
  )
}

function Sample({
  label,
  ground,
  palette,
}: {
  label: string
  ground: string
  palette: ReturnType<typeof palettes>['light']
}) {
  return (
    <svg
      viewBox="0 0 220 72"
      role="img"
      aria-label={`${label}: a button and a link`}
      className="w-full rounded-lg border border-line"
    >
      <rect width="220" height="72" fill={ground} />
      <rect x="14" y="16" width="100" height="40" rx="8" fill={palette.accent} />
      <text x="64" y="41" textAnchor="middle" fontSize="14" fontWeight="600" fill={palette.onAccent}>
        Book a visit
      </text>
      <rect x="126" y="20" width="80" height="32" rx="8" fill={palette.tint} stroke={palette.tintLine} />
      <text x="166" y="41" textAnchor="middle" fontSize="14" fontWeight="500" fill={palette.accent}>
        {label}
      </text>
    </svg>
  )
}

function Greeting({ state }: { state: GroupState }) {
  const id = useId()
  const text = String(state.fields.greeting ?? '')
  return (
    <div className="flex flex-col gap-1.5 sm:max-w-2xl">
      <label htmlFor={id} className="text-sm font-semibold">
        Greeting
      </label>
      <textarea
        id={id}
        rows={4}
        maxLength={500}
        className={`${INPUT} py-2.5`}
        value={text}
        aria-describedby={`${id}-hint`}
        onChange={event => state.write({ greeting: event.target.value || null })}
      />
      <p id={`${id}-hint`} className="text-sm text-muted">
        What the sales desk says before anybody has written. Empty: as it comes. {text.length} of 500.
      </p>
    </div>
  )
}

function Logo({ state }: { state: GroupState }) {
  const id = useId()
  const logo = state.fields.logo as string | null
  const upload = useMutation({
    mutationFn: async (file: File) => {
      const body = new FormData()
      body.append('file', file)
      return (await (await ask('/api/admin/pictures', { method: 'POST', body })).json()) as { id: string }
    },
    onSuccess: ({ id }) => state.write({ logo: id }),
  })
  useEffect(() => upload.reset, [upload.reset])
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="mb-3 text-sm font-semibold">Logo</legend>
      <div className="flex flex-wrap items-center gap-4">
        {logo && (
          <img
            src={`/api/pictures/${logo}`}
            alt="The logo"
            className="size-16 rounded-lg border border-line bg-surface object-contain p-1"
          />
        )}
        <label htmlFor={id} className={`${buttonClass()} cursor-pointer has-focus-visible:outline-2`}>
          {upload.isPending ? 'One moment' : logo ? 'Take another' : 'Choose a picture'}
          <input
            id={id}
            type="file"
            accept="image/png,image/jpeg,image/webp"
            className="sr-only"
            onChange={event => {
              const file = event.target.files?.[0]
              if (file) upload.mutate(file)
              event.target.value = ''
            }}
          />
        </label>
        {logo && (
          <Button look="quiet" onClick={() => state.write({ logo: null })}>
            Take it away
          </Button>
        )}
      </div>
      <p className="text-sm text-muted">PNG, JPEG or WebP of 256 KiB at most; a square looks best.</p>
      <Trouble of={upload} />
    </fieldset>
  )
}
