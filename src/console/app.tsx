import { LocationProvider } from 'preact-iso'
import { Toasts } from './kit/toasts.tsx'
import { credential } from './session/session.ts'
import { SignIn } from './session/sign-in.tsx'
import { Frame } from './shell/frame.tsx'

/** How somebody came here who was not let in. */
export type RefusedEntry = 'CODE' | 'PROVIDER'

export function App({ refused }: { refused: RefusedEntry | null }) {
  if (credential.value === null) return <SignIn refused={refused} />
  return (
    <LocationProvider scope="/console">
      <Frame />
      <Toasts />
    </LocationProvider>
  )
}
