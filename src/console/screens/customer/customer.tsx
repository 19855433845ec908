import { useEffect } from 'preact/hooks'
import { useLocation, useRoute } from 'preact-iso'
import { useQuery } from '../../api/query.ts'
import { useShortcuts } from '../../keyboard/shortcuts.ts'
import '../../kit/list.css'
import { Broken, Empty, Refused, Skeleton } from '../../kit/states.tsx'
import { Tabs } from '../../kit/tabs.tsx'
import { addressOf } from '../../links.ts'
import { words } from '../../words/language.ts'
import { Campaigns } from './campaigns.tsx'
import './customer.css'
import { Customer as CustomerDocument } from './customer.graphql.ts'
import { Duplicates } from './duplicates.tsx'
import { Head } from './head.tsx'
import { History } from './history.tsx'
import { Papers } from './papers.tsx'
import { partOf, parts } from './parts.ts'
import { People } from './people.tsx'
import { Segments } from './segments.tsx'
import { Standing } from './standing.tsx'
import { Story } from './story.tsx'

/** Everything about one customer. */
export function Customer() {
  const { params } = useRoute()
  const { path, query, route } = useLocation()
  const id = params.id ?? ''
  const part = partOf(query.part)
  const said = words.value.customer
  const { data, refusals, failure, loading, reload } = useQuery(CustomerDocument, { id })
  const customer = data?.customer ?? null
  const name = customer?.name ?? words.value.common.unknownName

  useShortcuts(
    'customer',
    parts.map((each, at) => ({
      keys: `t ${at + 1}`,
      label: said.parts[each],
      run: () => route(addressOf(`/customers/${id}`, { part: each }), true),
    })),
  )
  useEffect(() => {
    if (customer) document.title = `${name} · Holdfast`
  }, [customer, name, path])

  if (!data)
    return failure ? <Broken failure={failure} retry={reload} trying={loading} /> : <Skeleton lines={8} />
  if (!customer)
    return refusals.length > 0 ? <Refused refusals={refusals} at="customer" /> : <Empty>{said.none}</Empty>
  return (
    <div class="customer">
      {failure && <Broken failure={failure} retry={reload} trying={loading} />}
      <Head customer={customer} onRecorded={reload} />
      <Duplicates of={id} pairs={data.duplicates?.nodes ?? []} onDone={reload} />
      <div class="columns">
        <div>
          <Tabs
            label={said.partsLabel}
            current={part}
            tabs={parts.map((each, at) => ({
              name: each,
              text: said.parts[each],
              href: addressOf(`/customers/${id}`, { part: each }),
              keys: `T ${at + 1}`,
            }))}
          />
          {part === 'story' && <Story id={id} first={customer.timeline ?? null} refusals={refusals} />}
          {part === 'campaigns' && <Campaigns id={id} />}
          {part === 'segments' && <Segments id={id} />}
          {part === 'people' && <People id={id} />}
          {part === 'papers' && <Papers id={id} />}
          {part === 'history' && <History id={id} onUndone={reload} />}
        </div>
        <Standing customer={customer} refusals={refusals} onDone={reload} />
      </div>
    </div>
  )
}
