import { useQuery } from '../../api/query.ts'
import type { CustomerFilter, MovingFragment } from '../../api/types.ts'
import { showNumber } from '../../format/shown.ts'
import { Broken, Refused, Skeleton } from '../../kit/states.tsx'
import { addressOf } from '../../links.ts'
import { words } from '../../words/language.ts'
import { SegmentPreview } from './segments.graphql.ts'

/** Whom the rule would take in as it is now, and who would come and go. */
export function Preview({ rule, segment }: { rule: CustomerFilter; segment: string | null }) {
  const said = words.value.segments
  const { data, refusals, failure, loading, reload } = useQuery(SegmentPreview, {
    rule,
    ...(segment === null ? {} : { segment }),
  })
  const found = data?.segmentPreview
  return (
    <div class="preview" aria-busy={loading}>
      {failure && <Broken failure={failure} retry={reload} trying={loading} />}
      <Refused refusals={refusals} at="segmentPreview" />
      {!data && !failure && <Skeleton lines={2} />}
      {found && (
        <>
          <p role="status">
            {said.preview(showNumber(found.in), showNumber(found.out), showNumber(found.unknown))}
          </p>
          {!segment && <Names customers={found.sample ?? []} />}
          {found.entering && <Moving title={said.entering} moving={found.entering} />}
          {found.leaving && <Moving title={said.leaving} moving={found.leaving} />}
        </>
      )}
    </div>
  )
}

function Moving({ title, moving: { count, sample } }: { title: string; moving: MovingFragment }) {
  return (
    <div>
      <h3>
        {title} <span class="count">{showNumber(count)}</span>
      </h3>
      <Names customers={sample ?? []} />
    </div>
  )
}

interface NamesProperties {
  customers: readonly { id: string; name?: string | null }[]
  /** What of the customer is shown first. */
  part?: string
}

export const Names = ({ customers, part }: NamesProperties) => (
  <ul class="names">
    {customers.map(({ id, name }) => (
      <li key={id}>
        <a href={addressOf(`/customers/${id}`, { part })}>
          <bdi>{name ?? words.value.common.unknownName}</bdi>
        </a>
      </li>
    ))}
  </ul>
)
