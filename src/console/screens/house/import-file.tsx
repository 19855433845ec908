import { useRef, useState } from 'preact/hooks'
import { type ImportAnswer, type ImportTarget, importNouns, largestFile, sendFile } from '../../api/import.ts'
import { showNumber } from '../../format/shown.ts'
import { useShortcuts } from '../../keyboard/shortcuts.ts'
import { Button } from '../../kit/button.tsx'
import { Skeleton } from '../../kit/states.tsx'
import { Table } from '../../kit/table.tsx'
import { wordsFor } from '../../kit/toasts.tsx'
import { holds } from '../../session/viewer.ts'
import { words } from '../../words/language.ts'
import './house.css'
import { UndoImport } from './undo-import.tsx'

/** What brings in rows of each kind. */
const scopes = {
  ...{ customers: 'customers:write', interactions: 'interactions:write', exposures: 'exposures:write' },
  ...{ consents: 'customers:write', staff: 'staff:write' },
} as const satisfies Record<ImportTarget['noun'], string>

/** A file as it was read once: what is looked at is what goes in. */
interface Given {
  target: ImportTarget
  name: string
  content: ArrayBuffer
}

/** What became of the file; `tried` while only a dry run looked at it. */
interface Outcome {
  given: Given
  tried: boolean
  answer: ImportAnswer
}

/** A file, dropped or chosen: what it would do is told before it goes in, and it can be taken back. */
export function ImportFile({ onDone }: { onDone: () => void }) {
  const said = words.value.house.importing
  const nouns = importNouns.filter(noun => holds(scopes[noun]))
  const form = useRef<HTMLFormElement>(null)
  const input = useRef<HTMLInputElement>(null)
  /** Counts what was chosen: an answer about something else is told no more. */
  const turn = useRef(0)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [over, setOver] = useState(false)

  async function send(read: () => Promise<Given>, tried: boolean) {
    if (busy) return
    setBusy(true)
    setWrong(null)
    const begun = turn.current
    try {
      const given = await read()
      const answer = await sendFile(given.target, given.name, given.content, tried)
      if (!tried || turn.current === begun) setOutcome({ given, tried, answer })
      if (!tried) onDone()
    } catch (error) {
      setWrong(wordsFor(error))
    }
    setBusy(false)
  }

  function look(fields: FormData) {
    const file = fields.get('file')
    const noun = importNouns.find(name => name === fields.get('noun'))
    if (!(file instanceof File) || noun === undefined) return
    setOutcome(null)
    if (file.size > largestFile) {
      setWrong(said.tooLarge(showNumber(largestFile / 1_000_000)))
      return
    }
    const target = {
      ...{ noun, source: String(fields.get('source')) },
      createRegions: fields.has('createRegions'),
    }
    void send(async () => ({ target, name: file.name, content: await file.arrayBuffer() }), true)
  }

  const ready = outcome?.tried && outcome.answer.refusal === null ? outcome.given : null
  const putIn = (given: Given) => void send(async () => given, false)
  useShortcuts('import', [
    { keys: 'f', label: said.file, run: () => input.current?.click() },
    ...(ready && !busy ? [{ keys: 'mod+Enter', label: said.putIn, run: () => putIn(ready) }] : []),
  ])
  if (nouns.length === 0) return null
  return (
    <section class="importing" aria-label={said.title}>
      <h2>{said.title}</h2>
      <form
        ref={form}
        class={over ? 'drop over' : 'drop'}
        onSubmit={event => {
          event.preventDefault()
          look(new FormData(event.currentTarget))
        }}
        onInput={event => {
          turn.current += 1
          setOutcome(null)
          if (event.target === input.current) event.currentTarget.requestSubmit()
        }}
        onDragOver={event => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={event => {
          event.preventDefault()
          setOver(false)
          if (!input.current || !event.dataTransfer?.files.length) return
          input.current.files = event.dataTransfer.files
          form.current?.requestSubmit()
        }}
      >
        <label>
          {said.noun}
          <select name="noun">
            {nouns.map(noun => (
              <option key={noun} value={noun}>
                {said.nouns[noun]}
              </option>
            ))}
          </select>
        </label>
        <label>
          {words.value.house.source}
          <input name="source" required maxLength={100} />
        </label>
        <label>
          {said.file}
          <input
            ref={input}
            name="file"
            type="file"
            required
            accept=".csv,.ndjson,.jsonl"
            title={`${said.file} [F]`}
          />
        </label>
        <label>
          <input name="createRegions" type="checkbox" />
          {said.createRegions}
        </label>
        <button type="submit" class="button" disabled={busy}>
          {said.look}
        </button>
        <p class="muted">{said.how}</p>
      </form>
      {wrong !== null && (
        <p class="notice wrong" role="alert">
          {wrong}
        </p>
      )}
      {busy && <Skeleton lines={2} />}
      {outcome && !busy && (
        <Told
          outcome={outcome}
          onUndone={() => {
            setOutcome(null)
            onDone()
          }}
        />
      )}
      {ready && !busy && (
        <Button look="main" keys="mod+Enter" onPress={() => putIn(ready)}>
          {said.putIn}
        </Button>
      )}
    </section>
  )
}

function Told({ outcome: { given, tried, answer }, onUndone }: { outcome: Outcome; onUndone: () => void }) {
  const said = words.value.house.importing
  const { errors, refusal, import: id } = answer
  const counts = said.counts(
    ...([showNumber(answer.created), showNumber(answer.updated)] as const),
    ...([showNumber(answer.unchanged), showNumber(answer.rejected)] as const),
  )
  const rows = errors.map((fault, at) => ({ ...fault, key: at }))
  return (
    <>
      {refusal !== null && (
        <p class="notice wrong" role="alert">
          {refusal}
        </p>
      )}
      <p role="status">
        <bdi>{given.name}</bdi>: {tried ? said.would : said.did} {counts}
      </p>
      {rows.length > 0 && (
        <Table
          caption={said.faults}
          rows={rows}
          keyOf={({ key }) => String(key)}
          columns={[
            { label: said.line, text: ({ line }) => showNumber(line) },
            { label: said.field, text: ({ field }) => field ?? '–' },
            { label: said.reason, text: ({ reason }) => reason },
          ]}
        />
      )}
      {answer.rejected > rows.length && rows.length > 0 && (
        <p class="muted">{said.first(showNumber(rows.length))}</p>
      )}
      {id !== null && given.target.noun !== 'consents' && (
        <UndoImport id={id} label={given.name} onDone={onUndone} />
      )}
    </>
  )
}
