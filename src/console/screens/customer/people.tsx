import type { ComponentChildren } from 'preact'
import { useQuery } from '../../api/query.ts'
import type { CustomerPeopleQuery } from '../../api/types.ts'
import { showDay, showPercent } from '../../format/shown.ts'
import { Loaded } from '../../kit/loaded.tsx'
import { addressOf } from '../../links.ts'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { CustomerPeople } from './customer.graphql.ts'
import { Occasions } from './occasions.tsx'

type Shown = NonNullable<CustomerPeopleQuery['customer']>

/** Family and their days, where the customer works, who cares for them, how they are reached, what they like. */
export function People({ id }: { id: string }) {
  const query = useQuery(CustomerPeople, { id })
  const said = words.value.customer
  return (
    <Loaded query={query} at="customer" label={said.parts.people}>
      {({ customer }) =>
        customer && (
          <div class="lists">
            <Occasions customer={id} occasions={customer.occasions ?? []} onDone={query.reload} />
            <List title={said.network} rows={network(customer)} />
            <List
              title={said.careTeam}
              rows={(customer.careTeam ?? []).map(({ id: key, role, staffMember }) => (
                <span key={key}>
                  <bdi>{staffMember?.name}</bdi> <span class="muted">{role}</span>
                </span>
              ))}
            />
            <List title={said.reached} rows={reached(customer)} />
            <List
              title={said.preferences}
              rows={(customer.preferences ?? []).map(({ id: key, topic, value, source, confidenceNow }) => (
                <span key={key} dir="auto">
                  {topic}: {value}{' '}
                  <span class="muted">
                    {labelOf('PreferenceSource', source)}, {showPercent(confidenceNow)}
                  </span>
                </span>
              ))}
            />
          </div>
        )
      }
    </Loaded>
  )
}

export function List({ title, rows }: { title: string; rows: readonly ComponentChildren[] }) {
  return (
    <section>
      <h2>{title}</h2>
      {rows.length === 0 ? (
        <p class="muted">{words.value.customer.nothing}</p>
      ) : (
        <ul class="rows">
          {rows.map((row, at) => (
            <li key={at}>{row}</li>
          ))}
        </ul>
      )}
    </section>
  )
}

const link = (who: { id: string; name?: string | null } | null | undefined) =>
  who && (
    <a href={addressOf(`/customers/${who.id}`)}>
      <bdi>{who.name ?? words.value.common.unknownName}</bdi>
    </a>
  )

const network = ({ organisations, contacts }: Shown): ComponentChildren[] => [
  ...(organisations ?? []).map(({ title, organisation, from, until }) => (
    <span>
      {link(organisation)}{' '}
      <span class="muted">
        {[title, from && showDay(from), until && showDay(until)].filter(Boolean).join(' · ')}
      </span>
    </span>
  )),
  ...(contacts?.nodes ?? []).map(({ title, customer }) => (
    <span>
      {link(customer)} <span class="muted">{title}</span>
    </span>
  )),
]

const reached = ({ contactPoints, postalAddresses }: Shown): ComponentChildren[] => [
  ...(contactPoints ?? []).map(({ kind, value, label, primary }) => (
    <span dir="auto">
      {labelOf('ContactKind', kind)}: {value}{' '}
      <span class="muted">
        {[label, primary && words.value.customer.primary].filter(Boolean).join(' · ')}
      </span>
    </span>
  )),
  ...(postalAddresses ?? []).map(({ lines, locality, country, label }) => (
    <span dir="auto">
      {[...lines, locality, country].filter(Boolean).join(', ')} <span class="muted">{label}</span>
    </span>
  )),
]
