import { useLocation } from 'preact-iso'
import { useQuery } from '../../../api/query.ts'
import type { QueuedFragment, QueuedItemFragment } from '../../../api/types.ts'
import { showDay, showNumber } from '../../../format/shown.ts'
import '../../../kit/list.css'
import { Loaded } from '../../../kit/loaded.tsx'
import { Empty } from '../../../kit/states.tsx'
import { Table } from '../../../kit/table.tsx'
import { addressOf, root } from '../../../links.ts'
import { labelOf } from '../../../words/labels.ts'
import { words } from '../../../words/language.ts'
import type { Json } from './figures.ts'
import { FollowUpPolicyPreview } from './policies.graphql.ts'

interface Properties {
  patch: Json
  people: ReadonlyMap<string, string>
}

/** Who would be queued by the coming night for one owner, and who no longer. */
export function OwnersDay({ patch, people }: Properties) {
  const owner = useLocation().query.owner
  const query = useQuery(FollowUpPolicyPreview, { patch, ...(owner ? { owner } : {}) })
  return (
    <>
      <WhoseDay people={people} />
      <Loaded query={query} at="preview" label={words.value.house.policies.tried}>
        {({ preview }) => preview && <Queued preview={preview} />}
      </Loaded>
    </>
  )
}

/** Chooses for whose day it is tried; the address holds it. */
export function WhoseDay({ people }: { people: ReadonlyMap<string, string> }) {
  const { path, query: address, route } = useLocation()
  const said = words.value.house.policies
  return (
    <label>
      {said.whoseDay}
      <select
        value={address.owner ?? ''}
        onChange={event =>
          route(addressOf(path.slice(root.length), { ...address, owner: event.currentTarget.value }), true)
        }
      >
        <option value="">{said.withoutOwner}</option>
        {[...people].map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}

/** How many of each kind of work, and who would come and go. */
export function Queued({ preview }: { preview: Omit<QueuedFragment, '__typename'> }) {
  const said = words.value.house.policies
  const { customers, truncated, tactics, entering, leaving } = preview
  return (
    <>
      <p>
        {said.lookedAt(showNumber(customers))} {truncated && <span class="muted">{said.truncated}</span>}
      </p>
      <Table
        caption={said.tactics}
        rows={tactics}
        keyOf={({ tactic }) => tactic}
        columns={[
          { label: said.tactics, text: ({ tactic }) => labelOf('FollowUpTactic', tactic) },
          { label: said.before, figure: true, text: row => showNumber(row.before) },
          { label: said.after, figure: true, text: row => showNumber(row.after) },
          { label: said.entering, figure: true, text: row => showNumber(row.entering) },
          { label: said.leaving, figure: true, text: row => showNumber(row.leaving) },
        ]}
      />
      {tactics.every(({ before, after }) => before + after === 0) && <p class="muted">{said.nothingNew}</p>}
      <Items title={said.entering} items={entering} other={said.before} />
      <Items title={said.leaving} items={leaving} other={said.after} />
    </>
  )
}

interface ItemsProperties {
  title: string
  items: readonly QueuedItemFragment[]
  /** The other way, which leaves them out. */
  other: string
}

function Items({ title, items, other }: ItemsProperties) {
  const said = words.value.house.policies
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      {items.length === 0 ? (
        <Empty>{said.none}</Empty>
      ) : (
        <ul class="rows">
          {items.map(({ customer, tactic, dueOn, leftOut, heldOut }) => (
            <li key={`${customer?.id} ${tactic}`}>
              {customer ? (
                <a href={addressOf(`/customers/${customer.id}`)}>
                  <bdi>{customer.name ?? words.value.common.unknownName}</bdi>
                </a>
              ) : (
                words.value.common.unknownName
              )}{' '}
              {labelOf('FollowUpTactic', tactic)}{' '}
              <span class="muted">
                {[
                  showDay(dueOn),
                  leftOut && `${other}: ${labelOf('FollowUpLeftOutReason', leftOut)}`,
                  heldOut && said.heldOut,
                ]
                  .filter(Boolean)
                  .join(', ')}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
