import { useEffect, useRef, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { useQuery } from '../../api/query.ts'
import type { CustomerFilter, CustomerOrderField } from '../../api/types.ts'
import { showNumber } from '../../format/shown.ts'
import { useShortcuts } from '../../keyboard/shortcuts.ts'
import { Button } from '../../kit/button.tsx'
import '../../kit/panel.css'
import { Broken, Empty, Refused, Skeleton } from '../../kit/states.tsx'
import { Table } from '../../kit/table.tsx'
import { sayWrong } from '../../kit/toasts.tsx'
import { addressOf } from '../../links.ts'
import { Builder } from '../../rules/builder.tsx'
import { listsOf } from '../../rules/lists.ts'
import { emptyRule, filterOf, ruleOfText, textOf } from '../../rules/rule.ts'
import { holds } from '../../session/viewer.ts'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { Bulk } from './bulk.tsx'
import { columnNames, columnsChosen, columnsOf } from './columns.tsx'
import './customers.css'
import { Customers as CustomersDocument } from './customers.graphql.ts'
import { exportMatching } from './export.ts'
import { mayBeContact, useFound } from './found.ts'
import { SaveAs } from './save-as.tsx'

const orders = ['NAME', 'NET_SPEND_YEAR', 'LAST_PURCHASE_ON', 'CREATED_AT', 'LIFECYCLE_SINCE'] as const
const patience = 250

/** Finds customers, and does something with all of them. */
export function Customers() {
  const { query, route } = useLocation()
  const said = words.value.customers
  const search = useRef<HTMLInputElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [saving, setSaving] = useState(false)
  const rule = ruleOfText(query.rule)
  const text = query.q?.trim() ?? ''
  const found = useFound(text)
  const asked = [filterOf(rule), found.filter].filter(each => each !== null)
  const [first] = asked
  const filter: CustomerFilter | null = asked.length > 1 ? { all: asked } : (first ?? null)
  // The order by names would tell of them.
  const possible = orders.filter(name => name !== 'NAME' || holds('customers:personal'))
  const order: CustomerOrderField = possible.find(name => name === query.order) ?? possible[0] ?? 'CREATED_AT'
  const names = columnsChosen(query.columns)
  const { data, refusals, failure, loading, reload } = useQuery(
    CustomersDocument,
    {
      ...(filter ? { filter } : {}),
      orderBy: [{ field: order, direction: order === 'NAME' ? 'ASC' : 'DESC' }],
      ...(query.after ? { after: query.after } : {}),
    },
    { when: found.ready },
  )
  const page = data?.customers
  const key = JSON.stringify(filter)
  useEffect(() => setChosen([]), [key])
  // What is still being typed is nobody's once the reader has left.
  useEffect(() => () => clearTimeout(timer.current), [])
  const inAddress = query.q ?? ''
  useEffect(() => {
    // The address changed by other means than typing, as by a link to all customers.
    if (timer.current === undefined && search.current) search.current.value = inAddress
  }, [inAddress])

  const go = (change: Record<string, string | null>) =>
    route(addressOf('/customers', { ...query, after: null, ...change }), true)
  useShortcuts('customers', [
    { keys: '/', label: said.search, run: () => search.current?.focus() },
    { keys: 'a', label: said.chooseAll, run: () => setChosen(page?.nodes.map(({ id }) => id) ?? []) },
  ])
  const columns = columnsOf(names, {
    isChosen: id => chosen.includes(id),
    toggle: id => setChosen(chosen.includes(id) ? chosen.filter(each => each !== id) : [...chosen, id]),
  })

  return (
    <div class="customers">
      <header class="screen-head">
        <h1>{words.value.screens.customers}</h1>
        <label>
          <span class="only-heard">{said.search}</span>
          <input
            ref={search}
            type="search"
            placeholder={said.search}
            title={`${said.search} [/]`}
            maxLength={200}
            defaultValue={query.q ?? ''}
            onInput={event => {
              const { value } = event.currentTarget
              clearTimeout(timer.current)
              timer.current = setTimeout(() => {
                timer.current = undefined
                go({ q: value })
              }, patience)
            }}
          />
        </label>
        <label>
          {said.order}
          <select value={order} onChange={event => go({ order: event.currentTarget.value })}>
            {possible.map(name => (
              <option key={name} value={name}>
                {said.orders[name]}
              </option>
            ))}
          </select>
        </label>
      </header>
      <details class="panel" open={rule.parts.length > 0}>
        <summary>{said.filter}</summary>
        <Builder rule={rule} lists={listsOf(data)} onChange={next => go({ rule: textOf(next) })} />
      </details>
      <details class="panel">
        <summary>{said.columnsLabel}</summary>
        <div class="shown-columns">
          {columnNames.map(name => (
            <label key={name}>
              <input
                type="checkbox"
                checked={names.includes(name)}
                onChange={event =>
                  go({
                    columns: columnNames
                      .filter(each => (each === name ? event.currentTarget.checked : names.includes(each)))
                      .join(','),
                  })
                }
              />
              {said.columns[name]}
            </label>
          ))}
        </div>
      </details>
      {found.asked.failure && (
        <Broken failure={found.asked.failure} retry={found.asked.reload} trying={found.asked.loading} />
      )}
      <Refused refusals={found.asked.refusals} at="search" />
      {failure && <Broken failure={failure} retry={reload} trying={loading} />}
      {!data && !failure && <Skeleton lines={8} />}
      <Refused refusals={refusals} at="customers" />
      {page && (
        <>
          <div class="counts">
            <strong aria-live="polite">
              {said.count(showNumber(page.totalCount ?? 0), page.totalCountExact ?? true)}
            </strong>
            {data.byLifecycle?.groups.map(({ keys: [stage], count }) => (
              <button
                key={stage?.value}
                type="button"
                class="button quiet"
                onClick={() =>
                  go({
                    rule: textOf({
                      ...(rule.grouping === 'all' ? rule : emptyRule),
                      parts: [
                        ...(rule.grouping === 'all' ? rule.parts : [rule]).filter(
                          part => part.kind !== 'condition' || part.field !== 'lifecycle',
                        ),
                        { kind: 'condition', field: 'lifecycle', value: { in: [stage?.value] } },
                      ],
                    }),
                  })
                }
              >
                {labelOf('LifecycleStage', stage?.value ?? '–')} {showNumber(count)}
              </button>
            ))}
          </div>
          {page.nodes.length > 0 && (
            <div class="deeds">
              <Button keys="a" onPress={() => setChosen(page.nodes.map(({ id }) => id))}>
                {said.chooseAll}
              </Button>
              {filter && !mayBeContact(text) && holds('segments:write') && (
                <Button onPress={() => setSaving(true)}>{said.saveAs}</Button>
              )}
              <Button onPress={() => exportMatching(filter).catch(sayWrong)}>{said.export}</Button>
            </div>
          )}
          {holds('customers:write') && (chosen.length > 0 || (filter && page.nodes.length > 0)) && (
            <Bulk
              filter={chosen.length > 0 ? { id: { in: [...chosen] } } : filter}
              count={chosen.length > 0 ? chosen.length : (page.totalCount ?? 0)}
              all={chosen.length === 0}
              staff={data.staffMembers?.nodes ?? []}
              onClear={() => setChosen([])}
              onDone={reload}
            />
          )}
          {page.nodes.length === 0 ? (
            <Empty>{said.none}</Empty>
          ) : (
            <div class="panel">
              <Table
                caption={words.value.screens.customers}
                columns={columns}
                rows={page.nodes}
                keyOf={({ id }) => id}
                cards
              />
            </div>
          )}
          <div class="deeds">
            {query.after && (
              <a class="button" href={addressOf('/customers', { ...query, after: null })}>
                {said.fromStart}
              </a>
            )}
            {page.pageInfo.hasNextPage && (
              <a
                class="button"
                href={addressOf('/customers', { ...query, after: page.pageInfo.endCursor ?? null })}
              >
                {words.value.common.next}
              </a>
            )}
          </div>
        </>
      )}
      {saving && filter && <SaveAs rule={filter} onClose={() => setSaving(false)} />}
    </div>
  )
}
