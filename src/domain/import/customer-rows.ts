import { canonicalJson } from '../../lib/canonical.ts'
import { comparable, type Identifying, identifying } from '../../lib/text.ts'
import { customerFields } from '../customers/input.ts'
import type { Attributes } from '../input/attributes.ts'
import { check } from '../input/issue-words.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { attributesApart, checkedAttributes } from './attribute-cells.ts'
import {
  booleanField,
  isBlank,
  jsonField,
  keyField,
  nameOf,
  refusePowersOfTen,
  textField,
  withoutBlanks,
} from './cells.ts'
import { Fault } from './rows.ts'

export const customerColumns: ReadonlySet<string> = new Set([
  // An export has them: they are passed over.
  'id',
  'export',
  'externalId',
  'kind',
  'name',
  'email',
  'phone',
  'gender',
  'birthDate',
  'region',
  'regionSince',
  'owner',
  'acquisitionSource',
  'attributes',
  'tags',
  'synthetic',
])

/** A customer's own columns that an import can set, as primitives, so that they compare by value. */
export interface CustomerValues {
  kind: 'PERSON' | 'ORGANISATION'
  name: string | null
  email: string | null
  phone: string | null
  gender: 'FEMALE' | 'MALE' | 'OTHER' | null
  birthDate: number | null
  acquisitionSource: string | null
  ownerId: number | null
  /** Canonical JSON. */
  attributes: string
  /** Canonical JSON. */
  tags: string
  synthetic: boolean
}

export const newcomer: CustomerValues = {
  kind: 'PERSON',
  name: null,
  email: null,
  phone: null,
  gender: null,
  birthDate: null,
  acquisitionSource: null,
  ownerId: null,
  attributes: '{}',
  tags: '[]',
  synthetic: false,
}

/** What is undefined stays as it is. */
export type CustomerPatch = { [Key in keyof CustomerValues]?: CustomerValues[Key] | undefined }

/** What one row says of a customer. What it leaves out is undefined; region and owner are still codes. */
export interface CustomerRow {
  externalId: Identifying
  values: CustomerPatch
  /** Attributes that have columns of their own; null takes a name away. */
  attributes: Attributes | undefined
  /** The e-mail of a staff member. */
  owner: string | null | undefined
  region: Identifying | null | undefined
  /** A day number; null when the row names no day. */
  regionSince: number | null
}

/** Reads rows in stored form, under the rules of the mutations. The returned function throws a Fault. */
export function customerRowReader(service: Service): (fields: Record<string, unknown>) => CustomerRow {
  const rules = customerFields(service)
  return fields => {
    const { id: _, export: __, externalId, owner, synthetic, attributes, tags, ...rest } = fields
    const { input, named } = attributesApart(withoutBlanks(rest))
    for (const name of ['kind', 'gender']) input[name] = nameOf(input[name])
    for (const name of ['birthDate', 'regionSince']) {
      const value = input[name]
      if (typeof value === 'string') input[name] = value.trim()
      if (typeof value === 'number') throw new Fault(name, say('notDay'))
    }
    refusePowersOfTen('phone', input.phone)
    const free = jsonField({ attributes }, 'attributes')
    if (free !== undefined) input.attributes = free ?? {}
    const [first] = named
    if (first && free !== undefined) throw new Fault(first.field, say('mergeOrReplace'))
    const labels = jsonField({ tags }, 'tags')
    if (labels !== undefined) input.tags = labels ?? []
    // Which e-mail is a staff member's is told by whether the row goes in.
    if (owner != null && !isBlank(owner) && !service.actor.scopes.has('staff:read'))
      throw new Fault('owner', say('needsScope', { scope: 'staff:read' }))
    const { region, regionSince = null, ...values } = checked(rules, input)
    if (regionSince !== null && region == null) throw new Fault('regionSince', say('needsRegion'))
    return {
      externalId: identifying(keyField({ externalId }, 'externalId', 200)),
      values: {
        kind: values.kind,
        name: values.name,
        email: values.email,
        phone: values.phone,
        gender: values.gender,
        birthDate: values.birthDate,
        acquisitionSource: values.acquisitionSource,
        attributes: values.attributes && canonicalJson(values.attributes),
        tags: values.tags && canonicalJson(values.tags),
        synthetic: booleanField({ synthetic }, 'synthetic'),
      },
      attributes: first && checkedAttributes(named),
      owner: owner === null ? null : emailOf(textField({ owner }, 'owner', 320)),
      region: region == null ? region : identifying(region),
      regionSince,
    }
  }
}

function checked(rules: ReturnType<typeof customerFields>, input: Record<string, unknown>) {
  const read = check(rules, input)
  if ('data' in read) return read.data
  const [issue] = read.issues
  throw new Fault(issue.path.join('.') || null, issue.saying)
}

const emailOf = (text: string | null | undefined) => text && comparable(text).toLowerCase()
