import type { InputRef } from '@pothos/core'
import type { Scope } from '../../src/domain/service/scopes.ts'
import { many, mostInputs } from '../../src/domain/writes/many.ts'
import type { Verb } from '../../src/domain/writes/mutate.ts'
import { builder } from './builder.ts'
import { eachAnswer } from './changed.ts'
import { type Answered, mutation } from './mutation.ts'

interface ManyOptions<Input extends object> {
  description: string
  scope: Scope
  /** Of one. */
  input: InputRef<Input>
  verb: Verb<unknown, object>
  answered: Answered
}

/** A mutation of many inputs of another, each answered as that one answers. */
export function manyMutation<Input extends object>(
  name: string,
  { description, scope, input, verb, answered }: ManyOptions<Input>,
): void {
  const one: InputRef<object> = input
  mutation(name, {
    description: `${description} An input that is not good is answered by itself, the others are written together; each is a change of its own.`,
    scope,
    input: builder.inputType(`${name.charAt(0).toUpperCase()}${name.slice(1)}Input`, {
      description: 'Several at once.',
      fields: t => ({
        inputs: t.field({
          type: [one],
          required: true,
          description: `1 to ${mostInputs}. What is changed is named once.`,
        }),
        atomic: t.boolean({
          description:
            'True writes all or nothing: where one input is not good, the answer is its error, with the issues of all, and nothing is written. False when not said.',
        }),
      }),
    }),
    times: ({ inputs }) => inputs.length,
    verb: many(verb),
    payload: t => ({ results: eachAnswer(t, answered, made => made.outcomes) }),
  })
}
