import type { MeasuredFragment, StandardsQuery } from '../../api/types.ts'
import { Figure } from '../../chart/figure.tsx'
import { Shares } from '../../chart/shares.tsx'
import { showDay, showNumber } from '../../format/shown.ts'
import { words } from '../../words/language.ts'
import { shareText } from '../reports/shares.ts'

interface Row {
  key: string
  name: string
  duties: MeasuredFragment
}

/** Of what was owed how much was done in time: in all, by standard and by owner. */
export function Compliance({ compliance }: { compliance: NonNullable<StandardsQuery['careCompliance']> }) {
  const said = words.value.standards
  const { all, standards, staff, from, until, provisional, truncated } = compliance
  const rows: Row[] = [
    { key: 'all', name: said.inAll, duties: all },
    ...standards.map(({ standard, duties }, at) => ({
      ...{ key: standard?.id ?? String(at), name: standard?.name ?? '–', duties },
    })),
    ...staff.map(({ staffMember, duties }, at) => ({
      ...{ key: staffMember?.id ?? `nobody ${at}`, name: staffMember?.name ?? said.noOwner, duties },
    })),
  ]
  return (
    <Figure
      title={said.compliance}
      file="care-compliance"
      rows={rows}
      keyOf={({ key }) => key}
      notice={
        [provisional && said.provisional, truncated && said.truncated].filter(Boolean).join(' ') || null
      }
      columns={[
        { label: said.name, text: ({ name }) => name },
        { label: said.owed, figure: true, text: ({ duties }) => showNumber(duties.whole) },
        { label: said.kept, figure: true, text: ({ duties }) => showNumber(duties.part) },
        { label: said.share, figure: true, text: ({ duties }) => shareText(duties.share) },
      ]}
      computed={said.complianceHow(showDay(from), showDay(until))}
    >
      <Shares
        label={said.compliance}
        rows={rows.map(({ key, name, duties }) => ({ key, name, share: duties.share ?? null }))}
      />
    </Figure>
  )
}
