import { useMutation } from '@tanstack/react-query'
import { messageOf, sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'

/** What the link in a daily mail opens: one click ends the mails, without signing in. */
export function Unsubscribe({ token }: { token: string }) {
  const stop = useMutation({
    mutationFn: () => sendJson('POST', `/api/match-mail/unsubscribe/${encodeURIComponent(token)}`),
  })
  return (
    <div className="mt-5">
      {stop.isSuccess ? (
        <Notice live>You get no more mails about jobs.</Notice>
      ) : (
        <Notice
          action={
            <Button small disabled={stop.isPending} onClick={() => stop.mutate()}>
              Stop the daily mail
            </Button>
          }
        >
          {stop.isError ? messageOf(stop.error) : 'No more mails about new jobs?'}
        </Notice>
      )}
    </div>
  )
}
