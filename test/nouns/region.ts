import { regions } from '../../src/database/tables/customers/regions.ts'
import { regionList } from '../../src/domain/regions/list.ts'
import { invalid, missing, type Noun, small, stamp, storedIn, taken, words } from './noun.ts'

const rows = storedIn(regions)(id => ({
  ...{ id, code: `R${id % 7}-${id}`, name: `Region ${id}`, sortName: `R${id}`, parentId: null, ...stamp },
}))

const varying = { sortName: words, createdAt: small, updatedAt: small }

export const region: Noun = {
  type: 'Region',
  read: 'regions:read',
  write: 'regions:write',
  common: true,
  kind: 'region',
  // Has a parent and children.
  subject: 2,
  stored: rows,
  lists: [
    { field: 'Query.regions', source: regionList, varying },
    {
      field: 'Region.children',
      source: regionList,
      parent: { kind: 'region', id: 101 },
      beside: [rows.row(101), rows.row(102)],
      varying: { ...varying, parentId: [101, 102, null] },
      shown: row => row.parentId === 101,
    },
  ],
  mutations: {
    regionCreate: {
      action: 'region.create',
      touches: ['code', 'name', 'parentId'],
      good: () => ({ code: 'NEW', name: 'New', parent: 'HN' }),
      anew: true,
      refuses: [missing('parent'), taken('a code that another has', 'code', () => 'SG')],
    },
    regionUpdate: {
      action: 'region.update',
      touches: ['name', 'parentId'],
      spelled: 'code',
      good: ({ otherRegion }) => ({ id: otherRegion, patch: { name: 'Sài Gòn', parent: 'HN' } }),
      refuses: [invalid('a region in itself', 'patch.parent', ({ otherRegion }) => otherRegion)],
    },
  },
}
