import { change } from '../../api/change.ts'
import { useQuery } from '../../api/query.ts'
import type { WebhooksQuery } from '../../api/types.ts'
import { showInstant, showNumber } from '../../format/shown.ts'
import { Button } from '../../kit/button.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Empty } from '../../kit/states.tsx'
import { Table } from '../../kit/table.tsx'
import { sayDone, sayWrong } from '../../kit/toasts.tsx'
import { holds } from '../../session/viewer.ts'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { Redeliver, SwitchWebhook, TestWebhook, Webhooks as WebhooksDocument } from './webhooks.graphql.ts'

type Webhook = NonNullable<WebhooksQuery['webhooks']>['nodes'][number]
type Delivery = NonNullable<Webhook['deliveries']>['nodes'][number]

/** Who is told of changes; what was sent, and what is to be sent once more. */
export function Webhooks() {
  const query = useQuery(WebhooksDocument, {})
  const said = words.value.house
  const told = (text: string) => {
    sayDone(text)
    query.reload()
  }
  return (
    <Loaded query={query} at="webhooks" label={said.parts.webhooks}>
      {({ webhooks }) =>
        webhooks && (
          <>
            {webhooks.nodes.length === 0 && <Empty>{said.webhooks.how}</Empty>}
            {webhooks.nodes.map(webhook => (
              <One key={webhook.id} webhook={webhook} onDone={told} />
            ))}
          </>
        )
      }
    </Loaded>
  )
}

const mayWrite = () => holds('webhooks:write')

interface Properties {
  webhook: Webhook
  onDone: (text: string) => void
}

function One({ webhook, onDone }: Properties) {
  const { id, name, url, version, active, pausedBecause, failures, entities, deliveries } = webhook
  const house = words.value.house
  const said = house.webhooks
  const test = () =>
    change(TestWebhook, { input: { id } })
      .then(() => onDone(said.tested(name)))
      .catch(sayWrong)
  const turn = () =>
    change(SwitchWebhook, { input: { id, expectedVersion: version, patch: { active: !active } } })
      .then(() => onDone(active ? said.pausedOne(name) : said.resumedOne(name)))
      .catch(sayWrong)
  return (
    <section aria-label={name}>
      <header class="screen-head">
        <h2>
          <bdi>{name}</bdi>
        </h2>
        {mayWrite() && (
          <>
            <Button onPress={test} label={`${said.test}: ${name}`}>
              {said.test}
            </Button>
            <Button onPress={turn} label={`${active ? said.pause : said.resume}: ${name}`}>
              {active ? said.pause : said.resume}
            </Button>
          </>
        )}
      </header>
      <p class="muted">
        <bdi>{url}</bdi> ·{' '}
        {pausedBecause ? labelOf('WebhookPause', pausedBecause) : active ? house.active : said.off} ·{' '}
        {said.failures(showNumber(failures))} ·{' '}
        {entities.map(entity => labelOf('ChangeEntity', entity)).join(', ')}
      </p>
      <Log name={name} deliveries={deliveries?.nodes ?? []} onDone={onDone} />
    </section>
  )
}

interface LogProperties {
  name: string
  deliveries: readonly Delivery[]
  onDone: (text: string) => void
}

function Log({ name, deliveries, onDone }: LogProperties) {
  const house = words.value.house
  const said = house.webhooks
  if (deliveries.length === 0) return <Empty>{said.nothingSent}</Empty>
  const again = ({ id, type }: Delivery) =>
    change(Redeliver, { input: { id } })
      .then(() => onDone(said.sentAgain(type)))
      .catch(sayWrong)
  return (
    <Table
      caption={`${said.log}: ${name}`}
      rows={deliveries}
      keyOf={({ id }) => id}
      cards
      columns={[
        { label: said.at, text: ({ at }) => showInstant(at) },
        { label: said.what, text: ({ type }) => type },
        {
          label: house.state,
          text: ({ state, failure }) =>
            [labelOf('WebhookDeliveryState', state), failure && labelOf('WebhookDeliveryFailure', failure)]
              .filter(Boolean)
              .join(': '),
        },
        { label: said.status, figure: true, text: ({ status }) => (status === null ? '–' : String(status)) },
        { label: said.attempts, figure: true, text: ({ attempts }) => showNumber(attempts) },
        {
          label: house.actions,
          text: () => '',
          show: delivery =>
            !mayWrite() || delivery.state === 'PENDING' ? null : (
              <Button
                onPress={() => again(delivery)}
                label={`${said.again}: ${delivery.type}, ${showInstant(delivery.at)}`}
              >
                {said.again}
              </Button>
            ),
        },
      ]}
    />
  )
}
