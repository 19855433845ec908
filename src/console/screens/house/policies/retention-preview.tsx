import { useQuery } from '../../../api/query.ts'
import type { RetentionRuleInput } from '../../../api/types.ts'
import { showNumber } from '../../../format/shown.ts'
import { Loaded } from '../../../kit/loaded.tsx'
import { Table } from '../../../kit/table.tsx'
import { labelOf } from '../../../words/labels.ts'
import { words } from '../../../words/language.ts'
import { Names } from '../../segments/preview.tsx'
import { RetentionPreview as RetentionPreviewDocument } from './policies.graphql.ts'

/** Whom and what the next night would erase. */
export function RetentionPreview({ rules }: { rules: RetentionRuleInput[] }) {
  const query = useQuery(RetentionPreviewDocument, { rules })
  const said = words.value.house.policies
  return (
    <Loaded query={query} at="preview" label={said.tried}>
      {({ preview }) =>
        preview && (
          <>
            <Table
              caption={said.wouldErase}
              rows={preview.totals}
              keyOf={({ data }) => data}
              columns={[
                { label: said.data, text: ({ data }) => labelOf('RetainedData', data) },
                { label: said.figures.months, figure: true, text: ({ months }) => showNumber(months) },
                { label: said.wouldErase, figure: true, text: ({ erased }) => showNumber(erased) },
                {
                  label: said.kept,
                  text: ({ kept }) =>
                    kept
                      .map(({ reason, count }) => `${labelOf('KeptReason', reason)} ${showNumber(count)}`)
                      .join(', '),
                },
              ]}
            />
            <Names
              customers={preview.nodes.flatMap(({ customer, kept }) => (customer && !kept ? [customer] : []))}
            />
          </>
        )
      }
    </Loaded>
  )
}
