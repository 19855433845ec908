import { imports } from '../../src/database/tables/house/imports.ts'
import { importList } from '../../src/domain/import/list.ts'
import { type Noun, small, storedIn } from './noun.ts'

export const importNoun: Noun = {
  type: 'Import',
  read: 'imports:read',
  common: true,
  kind: 'import',
  stored: storedIn(imports)(id => ({
    ...{ id, entity: 'CUSTOMER', source: 'shop', actor: 'operator', state: 'COMPLETED' },
    ...{ created: 1, updated: 2, unchanged: 3, rejected: 4, startedAt: 1, progressAt: 2 },
    ...{ removed: 5, restored: 6, kept: 7 },
  })),
  lists: [{ field: 'Query.imports', source: importList, varying: { startedAt: small } }],
}
