import { useQuery } from '../../../api/query.ts'
import { showDay, showNumber } from '../../../format/shown.ts'
import { Loaded } from '../../../kit/loaded.tsx'
import { Empty } from '../../../kit/states.tsx'
import { Table } from '../../../kit/table.tsx'
import { labelOf } from '../../../words/labels.ts'
import { words } from '../../../words/language.ts'
import { Names } from '../../segments/preview.tsx'
import type { Json } from './figures.ts'
import { LifecyclePolicyPreview } from './policies.graphql.ts'

/** Who would stand in another stage. */
export function LifecyclePreview({ patch }: { patch: Json }) {
  const query = useQuery(LifecyclePolicyPreview, { patch })
  const said = words.value.house.policies
  return (
    <Loaded query={query} at="preview" label={said.tried}>
      {({ preview }) => {
        if (!preview) return <Empty>{words.value.reports.noNight}</Empty>
        const { asOf, customers, oneIn, stages, moves } = preview
        return (
          <>
            <p>
              {said.looked(showNumber(customers), showDay(asOf))}{' '}
              {oneIn > 1 && <span class="muted">{said.oneIn(showNumber(oneIn))}</span>}
            </p>
            <Table
              caption={said.stages}
              rows={stages}
              keyOf={({ stage }) => stage}
              columns={[
                { label: said.stage, text: ({ stage }) => labelOf('LifecycleStage', stage) },
                { label: said.before, figure: true, text: row => showNumber(row.before) },
                { label: said.after, figure: true, text: row => showNumber(row.after) },
              ]}
            />
            <h3>{said.moves}</h3>
            {moves.length === 0 ? (
              <Empty>{said.noMoves}</Empty>
            ) : (
              <Table
                caption={said.moves}
                rows={moves}
                keyOf={({ from, to }) => `${from} ${to}`}
                columns={[
                  {
                    label: said.stage,
                    text: ({ from, to }) =>
                      `${labelOf('LifecycleStage', from)} → ${labelOf('LifecycleStage', to)}`,
                  },
                  { label: said.customers, figure: true, text: row => showNumber(row.customers) },
                  {
                    label: said.sample,
                    text: () => '',
                    show: ({ sample }) => (
                      <Names customers={sample.flatMap(({ customer }) => (customer ? [customer] : []))} />
                    ),
                  },
                ]}
              />
            )}
          </>
        )
      }}
    </Loaded>
  )
}
