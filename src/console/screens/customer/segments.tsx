import { useState } from 'preact/hooks'
import { useQuery } from '../../api/query.ts'
import type { ExplainSegmentQuery } from '../../api/types.ts'
import { showInstant } from '../../format/shown.ts'
import { Button } from '../../kit/button.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Empty } from '../../kit/states.tsx'
import { labelOf } from '../../words/labels.ts'
import { language, words } from '../../words/language.ts'
import { CustomerSegments, ExplainSegment } from './customer.graphql.ts'

/** The segments that the customer is in, and why. */
export function Segments({ id }: { id: string }) {
  const query = useQuery(CustomerSegments, { id })
  const said = words.value.customer
  return (
    <Loaded query={query} at="customer" label={said.parts.segments}>
      {({ customer }) => {
        const segments = customer?.segments?.nodes ?? []
        if (segments.length === 0) return <Empty>{said.noSegments}</Empty>
        return (
          <ul class="rows">
            {segments.map(segment => (
              <Row key={segment.id} segment={segment} customer={id} />
            ))}
          </ul>
        )
      }}
    </Loaded>
  )
}

interface RowProperties {
  segment: { id: string; name: string; description?: string | null }
  customer: string
}

function Row({ segment: { id, name, description }, customer }: RowProperties) {
  const [open, setOpen] = useState(false)
  const said = words.value.customer
  return (
    <li>
      <strong>
        <bdi>{name}</bdi>
      </strong>{' '}
      <span class="muted" dir="auto">
        {description}
      </span>
      <Button look="quiet" pressed={open} onPress={() => setOpen(!open)} label={`${said.whyIn} ${name}`}>
        {said.whyIn}
      </Button>
      {open && <Explained segment={id} customer={customer} />}
    </li>
  )
}

type Explanation = NonNullable<ExplainSegmentQuery['explained']>

function Explained({ segment, customer }: { segment: string; customer: string }) {
  const query = useQuery(ExplainSegment, { segment, customer })
  const said = words.value.customer
  return (
    <Loaded query={query} at="explained" label={said.whyIn}>
      {({ explained }) =>
        explained && (
          <>
            {explained.since && <p class="muted">{said.since(showInstant(explained.since))}</p>}
            {explained.byHand && (
              <p>
                {labelOf('SegmentMembershipChoice', explained.byHand.membership)}{' '}
                <bdi>{explained.byHand.author}</bdi>
              </p>
            )}
            <Parts parts={explained.parts} within={null} />
          </>
        )
      }
    </Loaded>
  )
}

/** The rule as it was put together, each part with what it came to. */
function Parts({ parts, within }: { parts: Explanation['parts']; within: number | null }) {
  const own = parts.flatMap((part, at) => ((part.parent ?? null) === within ? [{ part, at }] : []))
  if (own.length === 0) return null
  return (
    <ul class="checks">
      {own.map(({ part, at }) => (
        <li key={at}>
          {part.text[language.value]}{' '}
          <strong>
            {part.hidden ? words.value.customer.hidden : part.truth && labelOf('RuleTruth', part.truth)}
          </strong>
          {part.factText && <span class="muted"> {part.factText[language.value]}</span>}
          <Parts parts={parts} within={at} />
        </li>
      ))}
    </ul>
  )
}
