import {
  type CareCompliance,
  complianceLimits,
  readCareCompliance,
} from '../../src/domain/reports/care-compliance.ts'
import { mostStays } from '../../src/domain/reports/care-duties-sql.ts'
import { careStandardNoun } from '../care/care-standard.ts'
import { staffNoun } from '../house/staff.ts'
import { builder } from '../kernel/builder.ts'
import { referenced } from '../kernel/noun.ts'
import { MeasuredType } from './parts.ts'

const duties = 'Duties that were met in time, of all that were due.'

const OfStandard = builder
  .objectRef<CareCompliance['standards'][number]>('CareStandardCompliance')
  .implement({
    description: 'How one care standard was kept.',
    fields: t => ({
      standard: referenced(t, careStandardNoun, ({ standardId }) => standardId, 'Which.'),
      duties: t.expose('duties', { type: MeasuredType, description: duties }),
    }),
  })

const OfStaff = builder.objectRef<CareCompliance['staff'][number]>('StaffCareCompliance').implement({
  description: 'How care standards were kept of the customers whom one staff member owns now.',
  fields: t => ({
    staffMember: referenced(
      t,
      staffNoun,
      ({ staffId }) => staffId,
      'Whose customers; null of those without an owner.',
    ),
    duties: t.expose('duties', { type: MeasuredType, description: duties }),
  }),
})

const Compliance = builder.objectRef<CareCompliance>('CareCompliance').implement({
  description: 'How care standards were kept in some days.',
  fields: t => ({
    from: t.expose('from', { type: 'Date', description: 'The first day.' }),
    until: t.expose('until', { type: 'Date', description: 'The last day.' }),
    provisional: t.exposeBoolean('provisional', {
      description: 'The last day is not over: duties still come due.',
    }),
    truncated: t.exposeBoolean('truncated', {
      description: `Not all was counted: of more than ${complianceLimits.standards} standards the oldest, of each the first ${mostStays.toLocaleString('en')} times in which it concerned a customer, and of more than ${complianceLimits.staff} owners the first are told.`,
    }),
    all: t.expose('all', { type: MeasuredType, description: duties }),
    standards: t.expose('standards', {
      type: [OfStandard],
      description: 'By standard, the oldest first.',
      complexity: { field: 1, multiplier: 20 },
    }),
    staff: t.expose('staff', {
      type: [OfStaff],
      description: 'By the owner of the customer.',
      complexity: { field: 1, multiplier: 20 },
    }),
  }),
})

builder.queryField('careCompliance', t =>
  t.field({
    type: Compliance,
    nullable: true,
    description: `How the care standards, as they are now, were kept: of the duties that were due in some days, and are over, those met in time, for customers who belonged on the due day and may be contacted now. At most ${complianceLimits.days} days.`,
    authScopes: { scope: 'reports:read' },
    args: {
      from: t.arg({ type: 'Date', required: true, description: 'The first day.' }),
      until: t.arg({ type: 'Date', required: true, description: 'The last day, itself included.' }),
    },
    complexity: 800,
    resolve: (_root, args, { service }) => readCareCompliance(service, args),
  }),
)
