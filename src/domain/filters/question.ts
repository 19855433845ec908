import type * as z from 'zod'
import { check } from '../input/issue-words.ts'
import type { Workspace } from '../service/service.ts'
import type { Field, Test } from './field.ts'

interface Questioned<Value> extends Partial<Pick<Field, 'input' | 'column' | 'scopes' | 'dated' | 'cost'>> {
  /** Reads what a caller asks. */
  schema: z.ZodType<Value> | ((workspace: Workspace) => z.ZodType<Value>)
  test(value: Value): Test
}

/** A field whose question has a shape of its own. */
export function questionField<Value>({
  input = { is: 'OWN' },
  scopes = [],
  dated = false,
  schema,
  test,
  ...others
}: Questioned<Value>): Field {
  return {
    input,
    scopes,
    dated,
    ...others,
    read(raw, workspace) {
      const read = check(typeof schema === 'function' ? schema(workspace) : schema, raw)
      return 'issues' in read ? read : { test: test(read.data) }
    },
  }
}

/** Whether a question says anything. */
export const asksSomething = (question: object): boolean =>
  Object.values(question).some(part => part !== undefined)
