import * as z from 'zod'
import { parse } from '../../src/domain/input/fields.ts'
import { labels } from '../../src/domain/wording/labels.ts'
import type { Spoken } from '../../src/domain/wording/language.ts'
import { builder } from '../kernel/builder.ts'

const Label = builder.objectRef<{ value: string; spoken: Spoken }>('EnumLabel').implement({
  description: 'A value of an enum in words.',
  fields: t => ({
    value: t.exposeString('value', { description: 'The value.' }),
    label: t.string({
      description: 'What people read in its place, in the language of `Accept-Language`.',
      resolve: ({ spoken }, _args, { language }) => spoken[language],
    }),
  }),
})

const Labels = builder.objectRef<string>('EnumLabels').implement({
  description: 'The values of an enum in words.',
  fields: t => ({
    name: t.string({ description: 'The enum.', resolve: name => name }),
    values: t.field({
      type: [Label],
      description: 'Its values.',
      resolve: name => Object.entries(labels[name] ?? {}).map(([value, spoken]) => ({ value, spoken })),
    }),
  }),
})

const names = Object.keys(labels)
const input = z.object({ names: z.array(z.enum(names)).max(names.length).optional() })

builder.queryField('enumLabels', t =>
  t.field({
    type: [Labels],
    nullable: true,
    description:
      'What people read in place of the values of enums: of those named, or of all that people see.',
    authScopes: { signedIn: true },
    args: { names: t.arg.stringList({ description: 'Which enums, such as `LifecycleStage`.' }) },
    complexity: { field: 1, multiplier: 20 },
    resolve: (_root, args) => parse(input, args).names ?? names,
  }),
)
