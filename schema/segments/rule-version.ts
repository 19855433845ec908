import {
  type DefinitionVersion,
  mostVersions,
  pastRule,
  readRuleVersions,
  usualVersions,
} from '../../src/domain/segments/explained/definition-versions.ts'
import { paraphraseRule } from '../../src/domain/segments/explained/paraphrase-rule.ts'
import { Text } from '../follow-ups/reason.ts'
import { versionFields } from '../history/version-fields.ts'
import { builder } from '../kernel/builder.ts'
import { perId } from '../kernel/loaders.ts'
import { namesIn, Segment } from './segment.ts'

const Version = builder.objectRef<DefinitionVersion>('SegmentRuleVersion').implement({
  description: 'A rule that a segment has, or had.',
  fields: t => ({
    ...versionFields(t, 'Counts the rules: 1 is the one with which the segment was created.'),
    rule: t.expose('definition', {
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
      resolve: async ({ definition }, _args, context) => {
        const { service } = context
        const condition = pastRule(definition, service.workspace)
        return condition && paraphraseRule(service, condition, await namesIn(context, condition))
      },
    }),
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
        description: `How many: 1 to ${mostVersions}; ${usualVersions} when not said.`,
      }),
      before: t.arg.int({ description: 'Goes on below this version.' }),
    },
    complexity: ({ first }) => ({ field: 5, multiplier: first ?? usualVersions }),
    resolve: ({ id }, page, context) => perId(context, readRuleVersions, id, page),
  }),
)
