import { Link } from '@tanstack/react-router'
import { Component, type ReactNode } from 'react'
import { Button, buttonClass } from './button.tsx'
import { Empty } from './notice.tsx'

/** The last net: whatever breaks while drawing leaves words and a way on, never an empty page. */
export class CrashBoundary extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false }

  static getDerivedStateFromError() {
    return { crashed: true }
  }

  override render() {
    return this.state.crashed ? <Crash /> : this.props.children
  }
}

export function Crash() {
  return (
    <main className="pt-20">
      <Empty
        alone
        title="This page stopped working"
        action={
          <Button look="primary" onClick={() => location.reload()}>
            Reload the page
          </Button>
        }
      >
        Nothing you told us is lost. Reloading brings you back to where you were.
      </Empty>
    </main>
  )
}

export function NotFound() {
  return (
    <main className="pt-20">
      <Empty
        alone
        title="There is no such page"
        action={
          <Link to="/" className={buttonClass('primary')}>
            Back to the chat
          </Link>
        }
      >
        The address may be mistyped, or the home may no longer be listed.
      </Empty>
    </main>
  )
}
