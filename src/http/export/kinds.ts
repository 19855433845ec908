import { exportedCustomers } from '../../domain/export/customers.ts'
import type { Exported } from '../../domain/export/exported.ts'
import { exportedFeedback } from '../../domain/export/feedback.ts'
import { exportedFollowUps } from '../../domain/export/follow-ups.ts'
import { exportedInteractions } from '../../domain/export/interactions.ts'
import {
  exportedSegmentMembers,
  exportedSnapshotMembers,
  segmentMembers,
  snapshotMembers,
} from '../../domain/export/members.ts'
import { exportedTouches } from '../../domain/export/touches.ts'
import type { Service } from '../../domain/service/service.ts'
import type { IdKind } from '../../lib/ids.ts'

interface ExportKind {
  /** Of what the address names one; null where it names none. */
  of: IdKind | null
  rows: Pick<Exported, 'kind' | 'scopes' | 'columns' | 'presets'>
  find(service: Service, id: string): Exported | Promise<Exported>
}

/** What is exported at which address: `GET /v1/export/NAME`. */
export const exportKinds: Readonly<Record<string, ExportKind>> = {
  customers: { of: null, rows: exportedCustomers, find: () => exportedCustomers },
  interactions: { of: null, rows: exportedInteractions, find: () => exportedInteractions },
  feedback: { of: null, rows: exportedFeedback, find: () => exportedFeedback },
  'follow-ups': { of: null, rows: exportedFollowUps, find: () => exportedFollowUps },
  touches: { of: null, rows: exportedTouches, find: () => exportedTouches },
  'segments/:id/members': { of: 'segment', rows: segmentMembers, find: exportedSegmentMembers },
  'snapshots/:id/members': {
    of: 'vulnerabilitySnapshot',
    rows: snapshotMembers,
    find: exportedSnapshotMembers,
  },
}
