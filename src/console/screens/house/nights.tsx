import { change } from '../../api/change.ts'
import { usePoll } from '../../api/poll.ts'
import { useQuery } from '../../api/query.ts'
import type { NightsQuery } from '../../api/types.ts'
import { showDay, showInstant, showNumber } from '../../format/shown.ts'
import { Button } from '../../kit/button.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Empty } from '../../kit/states.tsx'
import { type Column, Table } from '../../kit/table.tsx'
import { sayDone, sayWrong } from '../../kit/toasts.tsx'
import { holds } from '../../session/viewer.ts'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { Nights as NightsDocument, RunNight } from './house.graphql.ts'

type Night = NonNullable<NightsQuery['nights']>['nodes'][number]

/** How often it is looked whether a night that runs is done, in milliseconds. */
const looksEvery = 5_000

/** The nights with their stages, each of which can be run again. */
export function Nights() {
  const query = useQuery(NightsDocument, {})
  const said = words.value.house
  const runs = query.data?.nights?.nodes.some(({ state }) => state === 'RUNNING') ?? false
  usePoll(looksEvery, async () => {
    if (runs) query.reload()
  })
  async function again(day: string) {
    try {
      await change(RunNight, { input: { day, again: true } })
      sayDone(said.begun(showDay(day)))
      query.reload()
    } catch (error) {
      sayWrong(error)
    }
  }
  const columns: Column<Night>[] = [
    { label: said.day, text: ({ day }) => day, show: ({ day }) => showDay(day) },
    {
      label: said.state,
      text: ({ state, failure }) => [labelOf('NightState', state), failure].filter(Boolean).join(': '),
    },
    {
      label: said.finished,
      text: ({ finishedAt }) => (finishedAt ? showInstant(finishedAt) : '–'),
    },
    {
      label: said.stages,
      text: ({ stages }) => stages.map(({ name, milliseconds }) => `${name} ${milliseconds} ms`).join(', '),
      show: ({ stages }) => (
        <details>
          <summary>{showNumber(stages.length)}</summary>
          <ul>
            {stages.map(({ name, milliseconds, rowsWritten }) => (
              <li key={name}>{said.stage(name, showNumber(milliseconds), showNumber(rowsWritten))}</li>
            ))}
          </ul>
        </details>
      ),
    },
    {
      label: said.again,
      text: () => '',
      show: ({ day }) =>
        holds('nights:run') && (
          <Button onPress={() => again(day)} label={`${said.again}: ${showDay(day)}`}>
            {said.again}
          </Button>
        ),
    },
  ]
  return (
    <Loaded query={query} at="nights" label={said.parts.nights}>
      {({ nights }) =>
        nights &&
        (nights.nodes.length === 0 ? (
          <Empty>{said.none}</Empty>
        ) : (
          <Table
            caption={said.parts.nights}
            columns={columns}
            rows={nights.nodes}
            keyOf={({ id }) => id}
            cards
          />
        ))
      }
    </Loaded>
  )
}
