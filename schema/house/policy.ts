import type { InputRef, ObjectFieldsShape, ObjectRef } from '@pothos/core'
import type { PolicyVersion } from '../../src/domain/policies/read.ts'
import type { Service } from '../../src/domain/service/service.ts'
import type { Verb } from '../../src/domain/writes/mutate.ts'
import { builder, type ObjectFields, type Types } from '../kernel/builder.ts'
import { mutation } from '../kernel/mutation.ts'

type Version = Omit<PolicyVersion<unknown>, 'body'>

/** What every version of every policy tells of itself, beside its body. */
export const versionFields = (
  t: ObjectFields<Version>,
  {
    version = 'Grows with each change; the newest is in force.',
    note = 'Why it was made; null for the version that the house began with.',
  } = {},
) => ({
  version: t.exposeInt('version', { description: version }),
  note: t.exposeString('note', { nullable: true, description: note }),
  createdAt: t.field({
    type: 'DateTime',
    nullable: true,
    description: 'When it was made; null for the version that the house began with.',
    resolve: ({ createdAt }) => (createdAt === 0 ? null : createdAt),
  }),
})

/** A root field with the versions of a kind of policy, the newest first. */
export const policyVersions = <Of extends object>(
  name: string,
  options: { type: ObjectRef<Types, Of>; description: string; read: (service: Service) => Promise<Of[]> },
) => {
  const type: ObjectRef<Types, object> = options.type
  builder.queryField(name, t =>
    t.field({
      type: [type],
      nullable: true,
      description: options.description,
      authScopes: { scope: 'policies:read' },
      resolve: (_root, _args, { service }) => options.read(service),
    }),
  )
}

interface Made {
  version: number
}

interface CreateOptions {
  description: string
  patch: InputRef<object>
  verb: Verb<unknown, Made>
  /** The words of the input. */
  words?: { input: string; patch: string; note: string }
  payload?: ObjectFieldsShape<Types, Made>
}

const usualWords = {
  input: 'What to replace in the policy in force.',
  patch: 'The parts to replace.',
  note: 'Why; at most 500 characters.',
}

/** `<kind>PolicyCreate`: makes the next version of a kind of policy with the parts of a patch replaced. */
export const policyCreate = (
  name: `${string}PolicyCreate`,
  { description, patch, verb, words = usualWords, payload = versionInForce }: CreateOptions,
) =>
  mutation(name, {
    description,
    scope: 'policies:write',
    input: builder.inputType(`${name.charAt(0).toUpperCase()}${name.slice(1)}Input`, {
      description: words.input,
      fields: t => ({
        patch: t.field({ type: patch, required: true, description: words.patch }),
        note: t.string({ description: words.note }),
        expectedVersion: t.int({ description: 'Refuse when another version is in force by now.' }),
      }),
    }),
    verb,
    payload,
  })

const versionInForce: ObjectFieldsShape<Types, Made> = t => ({
  version: t.exposeInt('version', {
    description: 'The version in force: the old one when the patch changed nothing.',
  }),
})
