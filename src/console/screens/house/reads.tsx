import { useQuery } from '../../api/query.ts'
import { showInstant, showNumber } from '../../format/shown.ts'
import { Loaded } from '../../kit/loaded.tsx'
import { Empty } from '../../kit/states.tsx'
import { Table } from '../../kit/table.tsx'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { Reads as ReadsDocument } from './audit.graphql.ts'
import { callerOf } from './callers.ts'

/** Who read personal data of how many customers, hour by hour. */
export function Reads() {
  const query = useQuery(ReadsDocument, {})
  const house = words.value.house
  const said = house.reads
  return (
    <Loaded query={query} at="personalReads" label={house.parts.reads}>
      {data =>
        data.personalReads &&
        (data.personalReads.nodes.length === 0 ? (
          <Empty>{house.none}</Empty>
        ) : (
          <Table
            caption={house.parts.reads}
            rows={data.personalReads.nodes}
            keyOf={({ id }) => id}
            cards
            columns={[
              { label: said.hour, text: ({ hour }) => showInstant(hour) },
              {
                label: house.who,
                text: ({ by }) => callerOf(by, data),
                show: ({ by }) => <bdi>{callerOf(by, data)}</bdi>,
              },
              { label: said.surface, text: ({ surface }) => labelOf('ReadSurface', surface) },
              { label: said.customers, figure: true, text: ({ customers }) => showNumber(customers) },
              {
                label: house.state,
                text: ({ alarmedAt, alarmLimit, froze }) =>
                  alarmedAt
                    ? [said.alarm(showNumber(alarmLimit ?? 0)), froze && house.frozen]
                        .filter(Boolean)
                        .join(', ')
                    : said.usual,
              },
            ]}
          />
        ))
      }
    </Loaded>
  )
}
