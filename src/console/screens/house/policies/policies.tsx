import { useRef } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { useQuery } from '../../../api/query.ts'
import type { PoliciesQuery } from '../../../api/types.ts'
import { showInstant, showNumber } from '../../../format/shown.ts'
import { useShortcuts } from '../../../keyboard/shortcuts.ts'
import { Button } from '../../../kit/button.tsx'
import '../../../kit/list.css'
import { Loaded } from '../../../kit/loaded.tsx'
import { Table } from '../../../kit/table.tsx'
import { Tabs } from '../../../kit/tabs.tsx'
import { sayDone, sayWrong } from '../../../kit/toasts.tsx'
import { addressOf } from '../../../links.ts'
import { holds } from '../../../session/viewer.ts'
import { words } from '../../../words/language.ts'
import { changedParts, differencesOf, figuresOf, type Json, patchOfText } from './figures.ts'
import { Figures, figuresIn } from './form.tsx'
import { makeVersion, type Policy, type PolicyName, policyNames } from './kinds.ts'
import { figureText, pathText } from './labels.ts'
import { Policies as PoliciesDocument } from './policies.graphql.ts'
import './policies.css'
import { Preview } from './preview.tsx'

type Wanted = Record<PolicyName, boolean>

/** What the house goes by: each policy with its versions, an editor and what a change would come to. */
export function Policies() {
  const { query: address } = useLocation()
  const said = words.value.house.policies
  const name = policyNames.find(each => each === address.policy) ?? 'followUps'
  const query = useQuery(PoliciesDocument, {
    ...(Object.fromEntries(policyNames.map(each => [each, each === name])) as Wanted),
    staff: name === 'followUps' || name === 'feedback',
  })
  return (
    <>
      <Tabs
        label={said.which}
        current={name}
        tabs={policyNames.map(each => ({
          ...{ name: each, text: said.names[each] },
          href: addressOf('/house', { part: 'policies', policy: each }),
        }))}
      />
      <p class="muted">{said.about[name]}</p>
      <Loaded query={query} at={name} label={said.names[name]}>
        {data => {
          const [inForce] = data[name] ?? []
          return (
            inForce && (
              <Editor
                key={`${name} ${inForce.version}`}
                name={name}
                inForce={inForce}
                data={data}
                onMade={query.reload}
              />
            )
          )
        }}
      </Loaded>
    </>
  )
}

interface EditorProperties {
  name: PolicyName
  inForce: Policy
  data: PoliciesQuery
  onMade: () => void
}

/** The figures in force, to be tried with others, and to be put in their place. */
function Editor({ name, inForce, data, onMade }: EditorProperties) {
  const { query: address, route } = useLocation()
  const form = useRef<HTMLFormElement>(null)
  const said = words.value.house.policies
  const figures = figuresOf(inForce)
  const tried = patchOfText(address.patch)
  const people = new Map(data.staffMembers?.nodes.map(person => [person.id, person.name]))
  const stay = { part: 'policies', policy: name, owner: address.owner }
  const patchNow = () => (form.current ? changedParts(figures, figuresIn(form.current, figures)) : {})

  function tryIt() {
    const patch = patchNow()
    const text = Object.keys(patch).length === 0 ? null : JSON.stringify(patch)
    if (text === null) sayDone(words.value.common.nothingChanged)
    route(addressOf('/house', { ...stay, patch: text }), true)
  }

  async function save() {
    if (!form.current?.reportValidity()) return
    const patch = patchNow()
    const note = String(new FormData(form.current).get('note') ?? '').trim() || null
    if (Object.keys(patch).length === 0) return sayDone(words.value.common.nothingChanged)
    try {
      await makeVersion[name](patch, note, inForce.version)
      const made = inForce.version + 1
      sayDone(said.saved(said.names[name], showNumber(made)), async () => {
        await makeVersion[name](pick(figures, Object.keys(patch)), said.back(showNumber(made)), made)
        onMade()
      })
      route(addressOf('/house', stay), true)
      onMade()
    } catch (error) {
      sayWrong(error)
    }
  }

  useShortcuts('policy', [{ keys: 'mod+Enter', label: words.value.common.save, run: () => void save() }])
  return (
    <>
      <form
        ref={form}
        class="policy"
        onSubmit={event => {
          event.preventDefault()
          tryIt()
        }}
      >
        <Figures figures={{ ...figures, ...tried }} people={people} />
        <label class="above">
          {said.note}
          <input name="note" maxLength={2000} />
        </label>
        <div class="deeds">
          <button type="submit" class="button">
            {said.tryIt}
          </button>
          {holds('policies:write') && (
            <Button look="main" keys="mod+Enter" onPress={save}>
              {words.value.common.save}
            </Button>
          )}
        </div>
      </form>
      {tried && <Tried name={name} figures={figures} tried={tried} people={people} />}
      <Versions name={name} versions={data[name] ?? []} people={people} />
    </>
  )
}

const pick = (figures: Json, names: readonly string[]): Json =>
  Object.fromEntries(names.map(name => [name, figures[name]]))

interface TriedProperties {
  name: PolicyName
  figures: Json
  tried: Json
  people: ReadonlyMap<string, string>
}

function Tried({ name, figures, tried, people }: TriedProperties) {
  const said = words.value.house.policies
  return (
    <section aria-labelledby="tried">
      <h2 id="tried">{said.tried}</h2>
      <Changes before={figures} after={{ ...figures, ...tried }} people={people} />
      <Preview name={name} patch={tried} people={people} />
    </section>
  )
}

interface ChangesProperties {
  before: Json
  after: Json
  people: ReadonlyMap<string, string>
}

const Changes = ({ before, after, people }: ChangesProperties) => (
  <ul class="checks">
    {differencesOf(before, after).map(({ path, before: old, after: next }) => (
      <li key={path.join('.')}>
        {pathText(path)}: {figureText(old, people)} → <strong>{figureText(next, people)}</strong>
      </li>
    ))}
  </ul>
)

interface VersionsProperties {
  name: PolicyName
  versions: readonly Policy[]
  people: ReadonlyMap<string, string>
}

/** What was in force before, and what each version changed. */
function Versions({ name, versions, people }: VersionsProperties) {
  const said = words.value.house.policies
  const rows = versions.map((policy, at) => ({ policy, before: versions[at + 1] }))
  return (
    <section aria-labelledby="versions">
      <h2 id="versions">{said.versions}</h2>
      <Table
        caption={`${said.versions}: ${said.names[name]}`}
        rows={rows}
        keyOf={({ policy }) => String(policy.version)}
        cards
        columns={[
          {
            label: said.version,
            text: ({ policy: { version } }) =>
              version === versions[0]?.version ? said.inForce(showNumber(version)) : showNumber(version),
          },
          {
            label: said.since,
            text: ({ policy: { createdAt } }) => (createdAt ? showInstant(createdAt) : said.first),
          },
          { label: said.note, prose: true, text: ({ policy: { note } }) => note ?? '–' },
          {
            label: said.changed,
            prose: true,
            text: () => '',
            show: ({ policy, before }) =>
              before ? <Changes before={figuresOf(before)} after={figuresOf(policy)} people={people} /> : '–',
          },
        ]}
      />
    </section>
  )
}
