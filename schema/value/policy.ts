import type { ObjectRef } from '@pothos/core'
import { readPolicies } from '../../src/domain/policies/list.ts'
import type { PolicyKindOf, PolicyVersion } from '../../src/domain/policies/read.ts'
import { builder, type InputFields, type Types } from '../kernel/builder.ts'

type VersionFields<Body> = PothosSchemaTypes.ObjectFieldBuilder<Types, PolicyVersion<Body>>

/** What every version of every policy tells of itself, beside its body. */
export const versionFields = <Body>(t: VersionFields<Body>) => ({
  version: t.int({
    description: 'Grows with each change; the newest is in force.',
    resolve: ({ version }) => version,
  }),
  note: t.string({
    nullable: true,
    description: 'Why it was made; null for the version that the house began with.',
    resolve: ({ note }) => note,
  }),
  createdAt: t.field({
    type: 'DateTime',
    nullable: true,
    description: 'When it was made; null for the version that the house began with.',
    resolve: ({ createdAt }) => (createdAt === 0 ? null : createdAt),
  }),
})

/** What the next version of a policy is made with, beside its patch. */
export const nextVersionFields = (t: InputFields) => ({
  note: t.string({ description: 'Why; at most 500 characters.' }),
  expectedVersion: t.int({ description: 'Refuse when another version is in force by now.' }),
})

/** What making a version answers. */
export const madeVersionFields = (t: PothosSchemaTypes.ObjectFieldBuilder<Types, { version: number }>) => ({
  version: t.exposeInt('version', {
    description: 'The version in force: the old one when the patch changed nothing.',
  }),
})

/** A root field with the versions of a kind of policy. */
export const policyVersions = <Body>(
  name: string,
  options: { type: ObjectRef<Types, PolicyVersion<Body>>; what: string; of: PolicyKindOf<Body> },
) =>
  builder.queryField(name, t =>
    t.field({
      type: [options.type],
      description: `The versions of ${options.what}, the one in force first; the newest 200.`,
      authScopes: { scope: 'policies:read' },
      resolve: (_root, _args, { service }) => readPolicies(service, options.of),
    }),
  )
