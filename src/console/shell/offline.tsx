import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { words } from '../words/language.ts'

/** Says that there is no line: what is shown may be old, and nothing that is done now arrives. */
export function Offline() {
  const offline = useSignal(!navigator.onLine)
  useEffect(() => {
    const look = () => {
      offline.value = !navigator.onLine
    }
    addEventListener('online', look)
    addEventListener('offline', look)
    return () => {
      removeEventListener('online', look)
      removeEventListener('offline', look)
    }
  }, [offline])
  return <div role="status">{offline.value && <p class="offline">{words.value.failures.OFFLINE}</p>}</div>
}
