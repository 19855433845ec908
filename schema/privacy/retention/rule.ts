import type { RetainedData, RetentionRule } from '../../../src/domain/privacy/retention/policy.ts'
import { builder, described } from '../../kernel/builder.ts'

export const RetainedDataType = builder.enumType('RetainedData', {
  description: 'What is kept for a while.',
  values: described<RetainedData>({
    PROSPECT:
      'Persons who never bought, from the last contact: the newest interaction or entry of the ledger of consent; from when they were recorded where there is neither.',
    CUSTOMER: 'Persons who bought, from the last contact.',
    PERSONAL_READ:
      'What was told of reads of personal fields (`personalReads`), from the hour that it tells of.',
  }),
})

const months = 'For how many months, 1 to 600.'

export const Rule = builder.objectRef<RetentionRule>('RetentionRule').implement({
  description: 'For how long something is kept. What no rule names is kept without end.',
  fields: t => ({
    data: t.expose('data', { type: RetainedDataType, description: 'What.' }),
    months: t.exposeInt('months', { description: months }),
  }),
})

export const RuleInput = builder.inputType('RetentionRuleInput', {
  description: 'For how long something is kept.',
  fields: t => ({
    data: t.field({ type: RetainedDataType, required: true, description: 'What.' }),
    months: t.int({ required: true, description: months }),
  }),
})
