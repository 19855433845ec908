import { paraphraseRule } from '../../src/domain/segments/explained/paraphrase-rule.ts'
import {
  mostRuleVersions,
  pastRule,
  type RuleVersion,
  readRuleVersions,
  usualRuleVersions,
} from '../../src/domain/segments/explained/rule-versions.ts'
import { publicCaller } from '../../src/domain/service/actor.ts'
import { Text } from '../follow-ups/reason.ts'
import { builder } from '../kernel/builder.ts'
import { perId } from '../kernel/loaders.ts'
import { namesIn, Segment } from './segment.ts'

const Version = builder.objectRef<RuleVersion>('SegmentRuleVersion').implement({
  description: 'A rule that a segment has, or had.',
  fields: t => ({
    version: t.exposeInt('version', {
      description: 'Counts the rules: 1 is the one with which the segment was created.',
    }),
    rule: t.expose('rule', {
      type: 'JSON',
      nullable: true,
      description: 'The rule, as it was given. Null where the members were chosen by hand alone.',
    }),
    paraphrase: t.field({
      type: Text,
      nullable: true,
      description:
        'The rule in words, with the names of today, as far as you may read them. Null without a rule, and for one that could not be asked any more.',
      complexity: 5,
      resolve: async ({ rule }, _args, context) => {
        const { service } = context
        const condition = pastRule(rule, service.workspace)
        return condition && paraphraseRule(service, condition, await namesIn(context, condition))
      },
    }),
    change: t.exposeString('change', { description: 'The change that set it: for `changeUndo`.' }),
    by: t.string({
      description:
        'Who set it: the id of an API key, `token:<issuer>|<subject>`, or an operator on the command line.',
      resolve: ({ actor }) => publicCaller(actor),
    }),
    at: t.expose('at', { type: 'DateTime', description: 'Since when.' }),
  }),
})

builder.objectField(Segment, 'versions', t =>
  t.field({
    type: [Version],
    nullable: true,
    description: 'The rules that it had, the newest, which is in force, first: as its history keeps them.',
    authScopes: { scope: 'segments:read' },
    args: {
      first: t.arg.int({
        description: `How many: 1 to ${mostRuleVersions}; ${usualRuleVersions} when not said.`,
      }),
      before: t.arg.int({ description: 'Goes on below this version.' }),
    },
    complexity: ({ first }) => ({ field: 5, multiplier: first ?? usualRuleVersions }),
    resolve: ({ id }, page, context) => perId(context, readRuleVersions, id, page),
  }),
)
