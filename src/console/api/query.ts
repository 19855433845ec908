import { useSignal } from '@preact/signals'
import { useCallback, useEffect } from 'preact/hooks'
import { language } from '../words/language.ts'
import { type Answer, ask, Failure, type Refusal } from './ask.ts'
import type { Document } from './document.ts'

export interface Query<Result> {
  /** The newest answer; an older one stays while the next is on its way. */
  data: Result | null
  refusals: Refusal[]
  failure: Failure | null
  loading: boolean
  reload: () => void
  /** Changes what is shown at once, before the API says so. */
  amend: (change: (data: Result) => Result) => void
}

interface Options {
  /** Does not ask before it is true. */
  when?: boolean
}

const tries = 4

/** The answer of the API to one document: asked anew when its variables or the language change, and when the line is back. */
export function useQuery<Result, Variables>(
  document: Document<Result, Variables>,
  variables: Variables,
  { when = true }: Options = {},
): Query<Result> {
  const answer = useSignal<Answer<Result> | null>(null)
  const failure = useSignal<Failure | null>(null)
  const loading = useSignal(when)
  const round = useSignal(0)
  const key = JSON.stringify(variables)
  const tongue = language.value
  const turn = round.value

  useEffect(() => {
    if (!when) return undefined
    const leaving = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    loading.value = true

    async function attempt(count: number): Promise<void> {
      try {
        answer.value = await ask(document, variables, { signal: leaving.signal })
        failure.value = null
        loading.value = false
      } catch (error) {
        if (leaving.signal.aborted) return
        const met = error instanceof Failure ? error : new Failure('BROKEN', null, null)
        failure.value = met
        const again = ['OFFLINE', 'BUSY', 'BROKEN'].includes(met.kind) && count < tries
        if (again) timer = setTimeout(() => attempt(count + 1), (met.after ?? 2 ** (count - 1)) * 1_000)
        else loading.value = false
      }
    }
    const back = () => {
      if (failure.value) round.value++
    }
    attempt(1)
    window.addEventListener('online', back)
    return () => {
      leaving.abort()
      clearTimeout(timer)
      window.removeEventListener('online', back)
    }
  }, [document, key, tongue, when, turn])

  const reload = useCallback(() => void round.value++, [round])
  const amend = useCallback(
    (change: (data: Result) => Result) => {
      if (answer.value) answer.value = { ...answer.value, data: change(answer.value.data) }
    },
    [answer],
  )
  return {
    data: answer.value?.data ?? null,
    refusals: answer.value?.refusals ?? [],
    failure: failure.value,
    loading: loading.value,
    ...{ reload, amend },
  }
}
