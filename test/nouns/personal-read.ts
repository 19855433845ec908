import { personalReads } from '../../src/database/tables/house/personal-reads.ts'
import { personalReadList } from '../../src/domain/personal-reads/list.ts'
import { type Noun, small, storedIn } from './noun.ts'

export const personalRead: Noun = {
  type: 'PersonalRead',
  read: 'personal-reads:read',
  common: true,
  kind: 'personalRead',
  stored: storedIn(personalReads)(id => ({
    ...{ id, caller: `key:${id}`, hour: 3_600_000 * (id % 4), surface: 'ANY', kind: 'ANY' },
    ...{ customers: 7, marks: [5, 6], firstAt: 1, lastAt: 2, alarmedAt: 3, alarmLimit: 4, froze: true },
  })),
  // Of an export: codes and ids.
  impersonal: ['MarkedExport.after', 'MarkedExport.filter', 'MarkedExport.source'],
  lists: [{ field: 'Query.personalReads', source: personalReadList, varying: { hour: small } }],
}
