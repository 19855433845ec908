import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { RefusedEntry } from '../app.tsx'
import { Button } from '../kit/button.tsx'
import { words } from '../words/language.ts'
import { goToProvider, type Provider, readProvider } from './provider.ts'
import { beginSession, ending, opens } from './session.ts'
import './sign-in.css'

const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(location.hostname)

/** Whoever is not signed in: with the identity provider, where there is one, or with a key. */
export function SignIn({ refused }: { refused: RefusedEntry | null }) {
  const said = words.value.signIn
  const provider = useSignal<Provider | null>(null)
  const notice = useSignal(refused ? said.refused[refused] : ending.value ? said.endings[ending.value] : '')
  useEffect(() => {
    readProvider().then(found => {
      provider.value = found
    })
  }, [provider])

  async function signIn(event: SubmitEvent) {
    event.preventDefault()
    if (!(event.currentTarget instanceof HTMLFormElement)) return
    const key = String(new FormData(event.currentTarget).get('key') ?? '').trim()
    const good = key !== '' && (await opens(key))
    if (good) beginSession(key)
    else notice.value = good === null ? words.value.failures.OFFLINE : said.wrongKey
  }

  const leave = (to: Provider) =>
    goToProvider(to).catch(() => {
      notice.value = said.refused.PROVIDER
    })

  return (
    <main class="sign-in">
      <h1>Holdfast</h1>
      <p role="status">{notice.value}</p>
      {provider.value && (
        <Button look="main" onPress={() => provider.value && leave(provider.value)}>
          {said.withProvider(new URL(provider.value.issuer).hostname)}
        </Button>
      )}
      <form onSubmit={signIn}>
        <label>
          {said.key}
          <input name="key" type="password" autocomplete="off" spellcheck={false} required />
        </label>
        <button type="submit" class={`button ${provider.value ? 'plain' : 'main'}`}>
          {said.signIn}
        </button>
      </form>
      <p class="muted">{said.kept}</p>
      {isLocal && (
        <p class="muted">
          {said.local} <code>npm run sign-in</code>
        </p>
      )}
    </main>
  )
}
