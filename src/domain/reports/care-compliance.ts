import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { type CareStandard, readStandards } from '../care-standards/in-force.ts'
import { dayText, parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { countDuties, mostStays } from './care-duties-sql.ts'
import { type Measured, measured } from './measured.ts'

/** What one answer counts and shows at most. */
export const complianceLimits = { days: 92, standards: 50, staff: 200 } as const

const schema = z
  .strictObject({ from: dayText, until: dayText })
  .refine(({ from, until }) => from <= until, { path: ['until'], message: say('untilBeforeFrom') })
  .refine(({ from, until }) => until - from < complianceLimits.days, {
    path: ['until'],
    message: say('moreDays', { max: complianceLimits.days }),
  })

export interface CareCompliance {
  from: number
  until: number
  /** The last day is not over: duties still come due. */
  provisional: boolean
  /** Not everything was counted. */
  truncated: boolean
  all: Measured
  standards: { standardId: number; duties: Measured }[]
  /** By the owners of the customers; null of those without one. */
  staff: { staffId: number | null; duties: Measured }[]
}

const row = z.object({ staffId: z.int().nullable(), due: z.int(), met: z.int(), stays: z.int() })

/** Whether one of two standards counts before another where both concern a customer. */
const precedes = (one: CareStandard, other: CareStandard) =>
  one.id !== other.id &&
  one.deed === other.deed &&
  one.trigger === other.trigger &&
  (one.priority > other.priority || (one.priority === other.priority && one.id < other.id))

interface Counted {
  from: number
  until: number
  /** Of these standards alone; of all that held in these days when not said. */
  only?: readonly number[] | undefined
}

/**
 * How many of the duties that care standards, as they are now, laid down for some days were met in time: by standard, by
 * the owner of the customer, and in all. Two round trips over what those days concern.
 * @throws UserError `INVALID_INPUT` also for more than 92 days
 */
export async function readCareCompliance(service: Service, input: unknown): Promise<CareCompliance> {
  requireScope(service.actor, 'reports:read')
  return countCompliance(service, parse(schema, input))
}

/** The same for days that are known to be valid, whoever asks. */
export async function countCompliance(
  service: Service,
  { from, until, only }: Counted,
): Promise<CareCompliance> {
  const upto = Math.min(until, service.today - 1)
  const found = upto < from ? [] : await readStandards(service, from, upto)
  const asked = only ? found.filter(({ id }) => only.includes(id)) : found
  const standards = asked.slice(0, complianceLimits.standards)
  const counted = await Promise.all(
    standards.map(async standard => {
      const rivals = found.filter(one => precedes(one, standard))
      const period = { from, upto, timeZone: service.workspace.timeZone }
      return checkedRows(service.db.orm, row, countDuties(standard, rivals, period))
    }),
  )
  const rows = counted.flat()
  const staff = [...new Set(rows.map(({ staffId }) => staffId))].sort((a, b) => (a ?? 0) - (b ?? 0))
  return {
    ...{ from, until, provisional: until >= service.today },
    truncated:
      asked.length > standards.length ||
      staff.length > complianceLimits.staff ||
      rows.some(one => one.stays > mostStays),
    all: sum(rows),
    standards: standards.map(({ id }, at) => ({ standardId: id, duties: sum(counted[at] ?? []) })),
    staff: staff.slice(0, complianceLimits.staff).map(staffId => ({
      staffId,
      duties: sum(rows.filter(one => one.staffId === staffId)),
    })),
  }
}

function sum(rows: readonly z.output<typeof row>[]): Measured {
  const of = (name: 'met' | 'due') => rows.reduce((total, one) => total + one[name], 0)
  return measured(of('met'), of('due'))
}
