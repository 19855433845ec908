import { useRef } from 'preact/hooks'
import { useLocation, useRoute } from 'preact-iso'
import { change } from '../../api/change.ts'
import { useQuery } from '../../api/query.ts'
import type { StandardQuery } from '../../api/types.ts'
import { showDay, showInstant, showNumber, today } from '../../format/shown.ts'
import { useShortcuts } from '../../keyboard/shortcuts.ts'
import { Button } from '../../kit/button.tsx'
import '../../kit/panel.css'
import { Loaded } from '../../kit/loaded.tsx'
import { Broken, Empty, Refused, Skeleton } from '../../kit/states.tsx'
import { Table } from '../../kit/table.tsx'
import { sayDone, sayWrong } from '../../kit/toasts.tsx'
import { addressOf, root } from '../../links.ts'
import { holds } from '../../session/viewer.ts'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { Queued, WhoseDay } from '../house/policies/queue-preview.tsx'
import { type Draft, draftIn, draftOf, givenIn, newDraft, patchOf } from './draft.ts'
import { StandardFields } from './standard-form.tsx'
import {
  ChangeStandard,
  CreateStandard,
  Standard as StandardDocument,
  StandardPreview,
} from './standards.graphql.ts'
import { channelsText, whenText, whomText, whoText } from './told.ts'

type Found = NonNullable<StandardQuery['careStandard']>

/** One standard, or a new one: what it says and said, and who would be queued by it as it is now. */
export function Standard() {
  const { params } = useRoute()
  const id = params.id ?? ''
  const isNew = id === 'new'
  const said = words.value.standards
  const { route } = useLocation()
  const { data, refusals, failure, loading, reload } = useQuery(StandardDocument, { id, new: isNew })
  useShortcuts('standard', [{ keys: 'Escape', label: said.back, run: () => route(addressOf('/standards')) }])
  if (failure && !data) return <Broken failure={failure} retry={reload} trying={loading} />
  if (!data) return <Skeleton lines={8} />
  const standard = data.careStandard ?? null
  if (!isNew && !standard)
    return (
      <>
        <Refused refusals={refusals} at="careStandard" />
        <Empty>{said.gone}</Empty>
      </>
    )
  return (
    <div>
      <header class="screen-head">
        <h1>
          <bdi>{standard?.name ?? said.create}</bdi>
        </h1>
        <a href={addressOf('/standards')}>{said.back}</a>
      </header>
      <div class="panels">
        <Editor key={`${id} ${standard?.version ?? 0}`} standard={standard} data={data} onSaved={reload} />
        {standard && <Versions versions={standard.versions ?? []} />}
      </div>
    </div>
  )
}

interface EditorProperties {
  standard: Found | null
  data: StandardQuery
  onSaved: () => void
}

function Editor({ standard, data, onSaved }: EditorProperties) {
  const { path, query: address, route } = useLocation()
  const form = useRef<HTMLFormElement>(null)
  const said = words.value.standards
  const before = standard ? draftOf(standard) : newDraft(today())
  const tried = draftOfText(address.draft)
  const here = path.slice(root.length)

  async function save() {
    if (!form.current?.reportValidity()) return
    const draft = draftIn(form.current)
    try {
      if (standard) await update(standard, draft)
      else {
        const { careStandard } = await change(CreateStandard, { input: givenIn(draft) })
        sayDone(said.saved(draft.name))
        if (careStandard) route(addressOf(`/standards/${careStandard.id}`), true)
      }
    } catch (error) {
      sayWrong(error)
    }
  }

  async function update({ id, version }: Found, draft: Draft) {
    const patch = patchOf(before, draft)
    if (Object.keys(patch).length === 0) return sayDone(words.value.common.nothingChanged)
    await change(ChangeStandard, { input: { id, expectedVersion: version, patch } })
    sayDone(said.saved(draft.name), async () => {
      await change(ChangeStandard, { input: { id, patch: patchOf(draft, before) } })
      onSaved()
    })
    route(addressOf(here), true)
    onSaved()
  }

  useShortcuts('standard form', [
    { keys: 'mod+Enter', label: words.value.common.save, run: () => void save() },
  ])
  return (
    <section class="panel wide" aria-label={said.says}>
      <form
        ref={form}
        onSubmit={event => {
          event.preventDefault()
          const draft = JSON.stringify(draftIn(event.currentTarget))
          route(addressOf(here, { owner: address.owner, draft }), true)
        }}
      >
        <StandardFields draft={tried ?? before} data={data} />
        <div class="deeds">
          <button type="submit" class="button">
            {words.value.house.policies.tryIt}
          </button>
          {holds('policies:write') && (
            <Button look="main" keys="mod+Enter" onPress={save}>
              {words.value.common.save}
            </Button>
          )}
        </div>
      </form>
      {tried && <Tried standard={standard} before={before} tried={tried} data={data} />}
    </section>
  )
}

/** What stands in an address is the API's to refuse. */
function draftOfText(text: string | undefined): Draft | null {
  try {
    const read = JSON.parse(text ?? '')
    return Array.isArray(read?.channels) ? read : null
  } catch {
    return null
  }
}

interface TriedProperties {
  standard: Found | null
  before: Draft
  tried: Draft
  data: StandardQuery
}

function Tried({ standard, before, tried, data }: TriedProperties) {
  const { query: address } = useLocation()
  const said = words.value.house.policies
  const people = new Map(data.staffMembers?.nodes.map(({ id, name }) => [id, name]))
  const query = useQuery(StandardPreview, {
    ...(standard ? { id: standard.id, patch: patchOf(before, tried) } : { standard: givenIn(tried) }),
    ...(address.owner ? { owner: address.owner } : {}),
  })
  return (
    <section aria-labelledby="tried">
      <h2 id="tried">{said.tried}</h2>
      <WhoseDay people={people} />
      <Loaded query={query} at="preview" label={said.tried}>
        {({ preview }) => preview && <Queued preview={preview} />}
      </Loaded>
    </section>
  )
}

function Versions({ versions }: { versions: NonNullable<Found['versions']> }) {
  const said = words.value.standards
  return (
    <section class="panel wide" aria-labelledby="versions">
      <h2 id="versions">{words.value.house.policies.versions}</h2>
      <Table
        caption={words.value.house.policies.versions}
        rows={versions}
        keyOf={({ version }) => String(version)}
        cards
        columns={[
          { label: words.value.house.policies.version, text: ({ version }) => showNumber(version) },
          { label: words.value.house.policies.since, text: ({ at }) => showInstant(at) },
          { label: said.name, text: ({ name }) => name },
          { label: said.whom, text: whomText },
          { label: said.deed, text: ({ deed }) => labelOf('CareDeed', deed) },
          { label: said.when, text: whenText },
          { label: said.channels, text: channelsText },
          { label: said.who, text: whoText },
          { label: said.minutes, figure: true, text: ({ minutes }) => showNumber(minutes) },
          { label: said.priority, figure: true, text: ({ priority }) => showNumber(priority) },
          {
            label: said.valid,
            text: ({ firstDay, lastDay }) => [showDay(firstDay), lastDay && showDay(lastDay)].join(' – '),
          },
        ]}
      />
    </section>
  )
}
