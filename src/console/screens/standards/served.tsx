import { useQuery } from '../../api/query.ts'
import type { ServedPageFragment, ServedQuery } from '../../api/types.ts'
import { Figure } from '../../chart/figure.tsx'
import { showMoney, showNumber } from '../../format/shown.ts'
import { Loaded } from '../../kit/loaded.tsx'
import type { Column } from '../../kit/table.tsx'
import { addressOf } from '../../links.ts'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { Served as ServedDocument } from './standards.graphql.ts'

/** Who gets more than is owed, who less, and whom nobody thanked in a year. */
export function Served() {
  const query = useQuery(ServedDocument, {})
  const said = words.value.standards
  return (
    <>
      <Loaded
        query={query}
        at="over"
        label={`${words.value.screens.standards}: ${labelOf('ServedSide', 'OVER')}`}
      >
        {({ over }) => over && <Side side="OVER" page={over} />}
      </Loaded>
      <Loaded
        query={query}
        at="under"
        label={`${words.value.screens.standards}: ${labelOf('ServedSide', 'UNDER')}`}
      >
        {({ under }) => under && <Side side="UNDER" page={under} />}
      </Loaded>
      <Loaded query={query} at="unthanked" label={`${words.value.screens.standards}: ${said.unthanked}`}>
        {({ unthanked }) => unthanked && <Unthanked rows={unthanked} />}
      </Loaded>
    </>
  )
}

interface Named {
  customer?: { id: string; name?: string | null } | null
}

const nameOf = ({ customer }: Named) => customer?.name ?? words.value.common.unknownName

const customer = <Row extends Named>(): Column<Row> => ({
  label: words.value.screens.customer,
  text: nameOf,
  show: row =>
    row.customer ? (
      <a href={addressOf(`/customers/${row.customer.id}`)}>
        <bdi>{nameOf(row)}</bdi>
      </a>
    ) : (
      nameOf(row)
    ),
})

function Side({
  side,
  page: { found, customers, truncated, rows },
}: {
  side: 'OVER' | 'UNDER'
  page: ServedPageFragment
}) {
  const said = words.value.standards
  return (
    <Figure
      title={labelOf('ServedSide', side)}
      file={`served-${side.toLowerCase()}`}
      rows={rows}
      keyOf={row => row.customer?.id ?? '–'}
      notice={[said.found(showNumber(found), showNumber(customers)), truncated && said.truncatedServed]
        .filter(Boolean)
        .join(' ')}
      columns={[
        customer(),
        { label: said.level, figure: true, text: ({ level }) => showNumber(level) },
        { label: said.observed, figure: true, text: ({ observed }) => showNumber(observed) },
        { label: said.contacts, figure: true, text: ({ contacts }) => showNumber(contacts) },
        { label: said.minutes, figure: true, text: ({ minutes }) => showNumber(minutes) },
        { label: said.cost, figure: true, text: ({ cost }) => showMoney(cost) },
      ]}
      computed={said.servedHow}
    />
  )
}

function Unthanked({ rows }: { rows: NonNullable<ServedQuery['unthanked']> }) {
  const said = words.value.standards
  return (
    <Figure
      title={said.unthanked}
      file="unthanked"
      rows={rows}
      keyOf={row => row.customer?.id ?? '–'}
      columns={[
        customer(),
        { label: said.purchaseDays, figure: true, text: ({ purchaseDays }) => showNumber(purchaseDays) },
        { label: said.spendYear, figure: true, text: ({ netSpendYear }) => showMoney(netSpendYear) },
      ]}
      computed={said.unthankedHow}
    />
  )
}
