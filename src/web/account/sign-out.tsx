import { useState } from 'react'
import { messageOf, sendJson } from '../api/client.ts'
import { Button, type Look } from '../parts/button.tsx'
import { Notice } from '../parts/notice.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { forgetEverything, saveEverything } from './leaving.ts'

/**
 * Saves what is open, ends the session on the server and empties this browser of it. What cannot be saved is named first, and
 * a server that does not answer keeps everything as it is: nobody is told that they are out while they are not.
 */
export function SignOut({ look = 'plain', small = false }: { look?: Look; small?: boolean }) {
  const [state, setState] = useState<'idle' | 'busy' | 'asking'>('idle')
  const [unsaved, setUnsaved] = useState<string[]>([])
  const [problem, setProblem] = useState<string | null>(null)
  const leave = async () => {
    setState('busy')
    setProblem(null)
    try {
      await sendJson('DELETE', '/api/session')
      forgetEverything()
      // A fresh page: nothing of before is left in its memory.
      location.replace('/sign-in')
    } catch (error) {
      setProblem(`You are still signed in. ${messageOf(error)}`)
      setState('idle')
    }
  }
  const ask = async () => {
    setState('busy')
    const names = await saveEverything()
    setUnsaved(names)
    if (names.length === 0) await leave()
    else setState('asking')
  }
  return (
    <>
      <Button look={look} small={small} disabled={state === 'busy'} onClick={() => void ask()}>
        {state === 'busy' ? 'Saving and signing out' : 'Sign out'}
      </Button>
      {problem && (
        <Notice tone="bad" live>
          {problem}
        </Notice>
      )}
      {state === 'asking' && (
        <Sheet
          middle
          title="Not everything is saved"
          onClose={() => setState('idle')}
          footer={
            <div className="flex flex-wrap justify-end gap-3">
              <Button onClick={() => setState('idle')}>Stay signed in</Button>
              <Button look="danger" onClick={() => void leave()}>
                Sign out and lose it
              </Button>
            </div>
          }
        >
          <p>This is kept on this device alone and could not be saved:</p>
          <ul className="mt-2 list-disc pl-6">
            {unsaved.map(what => (
              <li key={what}>{what}</li>
            ))}
          </ul>
          <p className="mt-3 text-muted">Signing out empties this device of it. Everything else is saved and stays.</p>
        </Sheet>
      )}
    </>
  )
}
