import { useState } from 'preact/hooks'
import { change } from '../../api/change.ts'
import { useQuery } from '../../api/query.ts'
import type { RequestsQuery } from '../../api/types.ts'
import { showDay } from '../../format/shown.ts'
import { Button } from '../../kit/button.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Empty } from '../../kit/states.tsx'
import { Table } from '../../kit/table.tsx'
import { sayDone, sayWrong } from '../../kit/toasts.tsx'
import { addressOf } from '../../links.ts'
import { holds } from '../../session/viewer.ts'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { CloseRequest } from './close-request.tsx'
import { EraseCustomer } from './erase-customer.tsx'
import { ExtendRequest } from './extend-request.tsx'
import { AcknowledgeRequest, Requests as RequestsDocument } from './requests.graphql.ts'

export type PersonRequest = NonNullable<RequestsQuery['personRequests']>['nodes'][number]

const deeds = { extend: ExtendRequest, erase: EraseCustomer, close: CloseRequest } as const
type Deed = keyof typeof deeds

/** What persons ask for of what is kept about them, until when, and what is done about it. */
export function Requests() {
  const query = useQuery(RequestsDocument, {})
  const said = words.value.house.requests
  const [asked, setAsked] = useState<{ deed: Deed; request: PersonRequest } | null>(null)
  const Asking = asked && deeds[asked.deed]
  async function acknowledge({ id, version }: PersonRequest) {
    try {
      await change(AcknowledgeRequest, { input: { id, expectedVersion: version } })
      sayDone(said.acknowledged)
      query.reload()
    } catch (error) {
      sayWrong(error)
    }
  }
  return (
    <>
      <p class="muted">{said.how}</p>
      <Loaded query={query} at="personRequests" label={words.value.house.parts.requests}>
        {({ personRequests }) =>
          personRequests && (
            <List
              requests={personRequests.nodes}
              onAcknowledge={acknowledge}
              onAsk={(deed, request) => setAsked({ deed, request })}
            />
          )
        }
      </Loaded>
      {Asking && <Asking request={asked.request} onClose={() => setAsked(null)} onDone={query.reload} />}
    </>
  )
}

interface ListProperties {
  requests: readonly PersonRequest[]
  onAcknowledge: (request: PersonRequest) => void
  onAsk: (deed: Deed, request: PersonRequest) => void
}

function List({ requests, onAcknowledge, onAsk }: ListProperties) {
  const house = words.value.house
  const said = house.requests
  if (requests.length === 0) return <Empty>{house.none}</Empty>
  return (
    <Table
      caption={house.parts.requests}
      rows={requests}
      keyOf={({ id }) => id}
      cards
      columns={[
        {
          label: said.person,
          text: nameOf,
          show: request =>
            request.customer ? (
              <a href={addressOf(`/customers/${request.customer.id}`)}>
                <bdi>{nameOf(request)}</bdi>
              </a>
            ) : (
              nameOf(request)
            ),
        },
        { label: house.kind, text: ({ kind }) => labelOf('PersonRequestKind', kind) },
        { label: said.regime, text: ({ regime }) => labelOf('PrivacyRegime', regime) },
        { label: said.received, text: ({ receivedOn }) => showDay(receivedOn) },
        {
          label: said.told,
          text: ({ acknowledgedOn, acknowledgeBy }) =>
            acknowledgedOn ? showDay(acknowledgedOn) : said.by(showDay(acknowledgeBy)),
        },
        { label: said.due, text: ({ dueOn }) => showDay(dueOn) },
        { label: house.state, text: stateOf },
        { label: said.owner, text: ({ owner }) => owner?.name ?? '–' },
        {
          label: house.actions,
          text: () => '',
          show: request =>
            request.closedOn || !holds('privacy:write') ? null : (
              <div class="deeds">
                {!request.acknowledgedOn && (
                  <Button
                    onPress={() => onAcknowledge(request)}
                    label={`${said.acknowledge}: ${nameOf(request)}`}
                  >
                    {said.acknowledge}
                  </Button>
                )}
                {!request.extendedOn && (
                  <Button
                    onPress={() => onAsk('extend', request)}
                    label={`${said.extend}: ${nameOf(request)}`}
                  >
                    {said.extend}
                  </Button>
                )}
                {mayErase(request) && (
                  <Button onPress={() => onAsk('erase', request)} label={`${said.erase}: ${nameOf(request)}`}>
                    {said.erase}
                  </Button>
                )}
                <Button onPress={() => onAsk('close', request)} label={`${said.close}: ${nameOf(request)}`}>
                  {said.close}
                </Button>
              </div>
            ),
        },
      ]}
    />
  )
}

const mayErase = ({ kind, customer }: PersonRequest) =>
  kind === 'ERASURE' && customer && !customer.erasedAt && holds('privacy:erase')

export const nameOf = ({ customer }: PersonRequest): string =>
  customer?.name ?? words.value.common.unknownName

function stateOf({ closedOn, outcome, clock }: PersonRequest): string {
  const state = closedOn
    ? `${outcome ? labelOf('PersonRequestOutcome', outcome) : ''} ${showDay(closedOn)}`
    : words.value.house.requests.waiting
  return `${state} (${labelOf('PersonRequestClock', clock)})`
}
