import { firstDayOf } from '../../src/domain/facts/months.ts'
import {
  type CohortCell,
  type CohortPeriod,
  type CohortRetention,
  type CohortRow,
  cohortLimits,
  readCohortRetention,
} from '../../src/domain/reports/cohort-retention.ts'
import { Money } from '../house/money.ts'
import { builder, described } from '../kernel/builder.ts'
import { Report, ShareType } from './parts.ts'

const Period = builder.enumType('CohortPeriod', {
  description: 'How wide a cohort is. The cells are months either way.',
  values: described<CohortPeriod>({
    MONTH: 'Who first bought in one calendar month.',
    QUARTER:
      'Who first bought in one calendar quarter, each followed from the month of the own first purchase. Cells stay months: quarters of activity cannot be added up from months without counting somebody twice.',
  }),
})

const Cell = builder.objectRef<CohortCell>('CohortCell').implement({
  description: 'What a cohort did in one calendar month of its life.',
  fields: t => ({
    offset: t.exposeInt('offset', {
      description: 'Months since the month of the first purchase, which is 0.',
    }),
    active: t.exposeInt('active', { description: 'Customers with a purchase in that month.' }),
    retention: t.expose('share', {
      type: ShareType,
      nullable: true,
      description: 'Their share of the cohort.',
    }),
    provisional: t.exposeBoolean('provisional', {
      description: 'The month is not over for all of the cohort: the share can still rise.',
    }),
  }),
})

const Row = builder.objectRef<CohortRow>('Cohort').implement({
  description: 'The customers whose first purchase fell in one month or quarter.',
  fields: t => ({
    month: t.field({
      type: 'Date',
      description: 'The first day of that month or quarter.',
      resolve: ({ month }) => firstDayOf(month),
    }),
    customers: t.exposeInt('customers', { description: 'How many.' }),
    netSpend: t.expose('netSpend', {
      type: Money,
      description: 'What they spent up to `asOf`, refunds taken off.',
    }),
    netSpendPerCustomer: t.expose('netSpendPerCustomer', {
      type: Money,
      nullable: true,
      description: 'The same for each of them, rounded to the minor unit.',
    }),
    provisional: t.exposeBoolean('provisional', {
      description: 'The month or quarter is not over: the cohort can still grow.',
    }),
    cells: t.expose('cells', {
      type: [Cell],
      description: 'By offset. A month that has not begun for all of the cohort has no cell.',
      complexity: { field: 1, multiplier: cohortLimits.months },
    }),
  }),
})

const Overall = builder.objectRef<CohortRetention['overall'][number]>('CohortOverall').implement({
  description: 'All cohorts of a table together, at one offset: those whose month is over.',
  fields: t => ({
    offset: t.exposeInt('offset', { description: 'Months since the month of the first purchase.' }),
    customers: t.exposeInt('customers', {
      description: 'Customers of the cohorts that were followed so far.',
    }),
    active: t.exposeInt('active', { description: 'Those of them with a purchase in that month.' }),
    retention: t.expose('share', {
      type: ShareType,
      nullable: true,
      description: 'Their share. Later offsets rest on older cohorts alone, so it may rise.',
    }),
  }),
})

const CohortRetentionType = builder.objectRef<CohortRetention>('CohortRetention').implement({
  description: 'How many of those who first bought at one time bought again, month by month.',
  interfaces: [Report],
  fields: t => ({
    period: t.expose('period', { type: Period, description: 'How wide a cohort is.' }),
    rows: t.expose('rows', {
      type: [Row],
      description: 'The oldest first. A time in which nobody bought for the first time has no row.',
      complexity: { field: 1, multiplier: cohortLimits.cohorts },
    }),
    overall: t.expose('overall', {
      type: [Overall],
      description: 'All rows together, by offset.',
      complexity: { field: 1, multiplier: cohortLimits.months },
    }),
  }),
})

builder.queryField('cohortRetention', t =>
  t.field({
    type: CohortRetentionType,
    nullable: true,
    description:
      'The cohort retention table: who bought first in the months `from` to `until`, and how many of them bought in each later month. A purchase of 0 is none; customers with refunds alone are in no cohort. At most 36 cohorts of 36 months.',
    authScopes: { scope: 'reports:read' },
    args: {
      from: t.arg({ type: 'Date', required: true, description: 'The first cohort: any day of its month.' }),
      until: t.arg({ type: 'Date', required: true, description: 'The last cohort: any day of its month.' }),
      period: t.arg({ type: Period, description: 'How wide a cohort is; MONTH when not said.' }),
      months: t.arg.int({
        description:
          'How many months each cohort is followed, the first one included: 1 to 36, 12 when not said.',
      }),
    },
    complexity: 20,
    resolve: (_root, args, { service }) => readCohortRetention(service, args),
  }),
)
