import type { Statement } from '../../src/database/client.ts'
import { regions } from '../../src/database/tables/customers/regions.ts'
import type { Service } from '../../src/domain/service/service.ts'
import { thisChange } from '../../src/domain/writes/commit.ts'

/** The smallest row with a unique rule, for tests of how rows are written; part of a committed batch. */
export const insertRegion = (service: Service, code: string, id = service.newId()): Statement =>
  service.db.orm.insert(regions).values({
    id,
    code,
    name: code,
    sortName: code,
    createdAt: service.now,
    updatedAt: service.now,
    version: 1,
    changeId: thisChange,
  })
