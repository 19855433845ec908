import type { CustomersQuery } from '../../api/types.ts'
import { showDay, showMoney } from '../../format/shown.ts'
import type { Column } from '../../kit/table.tsx'
import { addressOf } from '../../links.ts'
import type { Words } from '../../words/catalogue.ts'
import { cellName } from '../../words/cells.ts'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'

export type Customer = NonNullable<CustomersQuery['customers']>['nodes'][number]
export type ColumnName = keyof Words['customers']['columns']

type Shape = Pick<Column<Customer>, 'text' | 'show' | 'figure'>

const shapes: Readonly<Record<ColumnName, Shape>> = {
  lifecycle: { text: ({ lifecycle }) => labelOf('LifecycleStage', lifecycle) },
  region: { text: ({ region }) => region?.name ?? '–' },
  owner: { text: ({ owner }) => owner?.name ?? '–' },
  lastPurchase: {
    text: ({ metrics }) => metrics?.lastPurchaseOn ?? '–',
    show: ({ metrics }) => (metrics?.lastPurchaseOn ? showDay(metrics.lastPurchaseOn) : '–'),
  },
  netSpendYear: {
    figure: true,
    text: ({ metrics }) => metrics?.netSpendYear?.amount ?? '–',
    show: ({ metrics }) => (metrics?.netSpendYear ? showMoney(metrics.netSpendYear) : '–'),
  },
  rfm: { text: ({ rfm }) => (rfm ? cellName(rfm.cell) : '–') },
  tags: { text: ({ tags }) => tags?.join(', ') ?? '–' },
  created: {
    text: ({ createdAt }) => createdAt.slice(0, 10),
    show: ({ createdAt }) => showDay(createdAt.slice(0, 10)),
  },
}

export const columnNames = Object.keys(shapes) as ColumnName[]
const usual: readonly ColumnName[] = ['lifecycle', 'region', 'owner', 'lastPurchase', 'netSpendYear']

/** The columns of an address; the usual ones where it names none. */
export function columnsChosen(text: string | undefined): readonly ColumnName[] {
  const named = text?.split(',') ?? []
  const known = columnNames.filter(name => named.includes(name))
  return known.length > 0 ? known : usual
}

interface Choosing {
  isChosen: (id: string) => boolean
  toggle: (id: string) => void
}

export function columnsOf(names: readonly ColumnName[], { isChosen, toggle }: Choosing): Column<Customer>[] {
  const said = words.value.customers
  const unknown = words.value.common.unknownName
  return [
    {
      label: said.name,
      text: ({ name }) => name ?? unknown,
      show: ({ id, name }) => (
        <span class="named">
          <input
            type="checkbox"
            aria-label={said.choose(name ?? unknown)}
            checked={isChosen(id)}
            onChange={() => toggle(id)}
          />
          <a href={addressOf(`/customers/${id}`)}>
            <bdi>{name ?? unknown}</bdi>
          </a>
        </span>
      ),
    },
    ...names.map(name => ({ label: said.columns[name], ...shapes[name] })),
  ]
}
