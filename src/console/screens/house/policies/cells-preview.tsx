import { useQuery } from '../../../api/query.ts'
import type { CellsFragment, MatrixPreviewQueryVariables } from '../../../api/types.ts'
import { showNumber } from '../../../format/shown.ts'
import { Loaded } from '../../../kit/loaded.tsx'
import { Table } from '../../../kit/table.tsx'
import { labelOf } from '../../../words/labels.ts'
import { words } from '../../../words/language.ts'
import { MatrixPreview } from './policies.graphql.ts'

/** Where the customers would lie by margin and number, and what level they would be owed. */
export function CellsPreview({ tried }: { tried: MatrixPreviewQueryVariables }) {
  const query = useQuery(MatrixPreview, tried)
  const said = words.value.house.policies
  return (
    <Loaded query={query} at="preview" label={said.tried}>
      {({ before, preview }) => {
        const now = (cell: CellsFragment['cells'][number]) =>
          before?.cells.find(
            ({ marginClass, sizeClass }) => marginClass === cell.marginClass && sizeClass === cell.sizeClass,
          )
        return (
          preview && (
            <Table
              caption={words.value.segments.matrix}
              rows={preview.cells}
              keyOf={({ marginClass, sizeClass }) => `${marginClass} ${sizeClass}`}
              columns={[
                {
                  label: words.value.segments.matrix,
                  text: ({ marginClass, sizeClass }) =>
                    `${labelOf('SegmentMarginClass', marginClass)} × ${labelOf('SegmentSizeClass', sizeClass)}`,
                },
                {
                  label: said.level,
                  figure: true,
                  text: cell => `${showNumber(now(cell)?.level ?? 0)} → ${showNumber(cell.level)}`,
                },
                {
                  label: said.customers,
                  figure: true,
                  text: cell => `${showNumber(now(cell)?.customers ?? 0)} → ${showNumber(cell.customers)}`,
                },
              ]}
            />
          )
        )
      }}
    </Loaded>
  )
}
