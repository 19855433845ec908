import type { InputRef, ObjectRef } from '@pothos/core'
import type { PageSource, TableWithId } from '../../src/domain/lists/page.ts'
import type { PartChanged, PartVerbs } from '../../src/domain/profile/part.ts'
import type { Scope } from '../../src/domain/service/scopes.ts'
import type { IdKind } from '../../src/lib/ids.ts'
import { Customer, type CustomerRow, customerNoun } from '../customers/customer.ts'
import { builder, type ObjectFields, type Types } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { mutation, updateInput } from '../kernel/mutation.ts'
import { noun } from '../kernel/noun.ts'

/** What is read of the customer with it. */
export interface OfCustomer {
  customer?: CustomerRow | null
}

/** The relations of a customer to what it has several of. */
type PartName =
  | 'postalAddresses'
  | 'occasions'
  | 'preferences'
  | 'notes'
  | 'files'
  | 'careTeam'
  | 'reachability'
  | 'organisations'

interface PartOptions<Row extends object> {
  type: ObjectRef<Types, Row>
  kind: IdKind
  /** What one is called in a sentence. */
  of: string
  scope: Scope
  source: PageSource<TableWithId>
  /** The field of the customer, and what it tells. */
  field: PartName
  description: string
  order(a: Row, b: Row): number
  rowsOf(customer: CustomerRow): readonly Row[] | undefined
  add: InputRef<object>
  patch: InputRef<object>
  verbs: PartVerbs
}

/** What a customer has several of: its field, and the mutations that add one, change one and take one away. */
export function customerPart<Row extends object>(options: PartOptions<Row>) {
  const { type, kind, of, scope, source, field, description, order, rowsOf, add, patch, verbs } = options
  const made = noun(kind, { type, scope, source })
  const title = type.name
  builder.objectField(Customer, field, t =>
    t.field({
      type: [type],
      nullable: true,
      description,
      needs: { relation: field, whole: true },
      authScopes: { scope },
      resolve: customer => (rowsOf(customer) ?? []).toSorted(order),
    }),
  )
  const write = { scope: 'customers:write' } as const
  const key = builder.inputType(`${title}KeyInput`, {
    description: `Which ${of}.`,
    fields: t => ({
      id: t.id({ required: true, description: `The ${of}.` }),
      expectedVersion: t.int({ description: 'Refuse when it is not at this version any more.' }),
    }),
  })
  const shown = (t: ObjectFields<PartChanged>) => ({
    [kind]: changed(t, made, row => row.id),
    customer: changed(t, customerNoun, row => row.customerId),
  })
  mutation(`${kind}Add`, {
    description: `Adds one ${of} to those of a customer.`,
    ...write,
    input: add,
    verb: verbs.add,
    payload: shown,
  })
  mutation(`${kind}Update`, {
    description: `Changes one ${of} of a customer.`,
    ...write,
    input: updateInput(`${title}UpdateInput`, { of, patch }),
    verb: verbs.update,
    payload: shown,
  })
  mutation(`${kind}Remove`, {
    description: `Takes one ${of} away from a customer.`,
    ...write,
    input: key,
    verb: verbs.remove,
    payload: t => ({ customer: changed(t, customerNoun, row => row.customerId) }),
  })
  return made
}

export const patchDescription = 'What to change: absent leaves a value, null clears it.'

/** What the filters over all of them say alike. */
export const recordTellings = {
  id: 'Its id.',
  synthetic: 'Made up for a demonstration, or not.',
  createdAt: 'When it was first recorded here.',
  updatedAt: 'When it was last changed.',
  customer: 'Whose it is.',
} as const
