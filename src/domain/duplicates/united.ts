import { isSame } from '../../lib/canonical.ts'
import { mostTags, tagsInOrder } from '../customers/input.ts'
import { nameForms } from '../customers/new-customer.ts'
import { isScored } from '../facts/scored.ts'
import { attributes } from '../input/attributes.ts'
import { parse } from '../input/fields.ts'
import { invalid } from '../service/errors.ts'
import { say } from '../wording/say.ts'
import type { CustomerRow } from './read-pair.ts'

/** Whose value stands behind a merge: of lists and attributes it may be something of both. */
export const mergeSides = ['SURVIVOR', 'MERGED', 'BOTH'] as const

export type MergeSide = (typeof mergeSides)[number]

/** The fields of which one of two values has to go. */
export const chosenFields = [
  ...(['kind', 'name', 'email', 'phone', 'gender', 'birthDate', 'acquisitionSource', 'owner'] as const),
  ...(['preferredChannels', 'attributes'] as const),
] as const

/** What a merge decides of the row. */
export const mergedFields = [...chosenFields, 'forbiddenChannels', 'tags'] as const

export type Preferences = { readonly [Field in (typeof chosenFields)[number]]?: 'SURVIVOR' | 'MERGED' }

/** What became of a field in which something of the merged customer was. */
export interface MergedField {
  field: (typeof mergedFields)[number]
  from: MergeSide
  /** Whether the two said different things, so that one was dropped. */
  differs: boolean
}

const ofOne = ['name', 'email', 'phone', 'gender', 'birthDate', 'acquisitionSource'] as const

/**
 * The survivor's row as a merge leaves it. The survivor's values win where nothing else is preferred, and the merged
 * one's fill what is empty; attributes are merged name by name. Whoever must not be reached by a channel in one of the
 * two must not be reached by it.
 * @throws UserError `INVALID_INPUT` for a person and an organisation where `prefer` does not say which of them it is,
 * and for attributes that are too large together
 */
export function united(survivor: CustomerRow, merged: CustomerRow, prefer: Preferences) {
  if (survivor.kind !== merged.kind && prefer.kind === undefined)
    throw invalid(['prefer', 'kind'], say('kindsDiffer'))
  const fields: MergedField[] = []
  const pick = <Value>(field: keyof Preferences, own: Value, other: Value, isEmpty: boolean): Value => {
    if (isSame(own, other)) return own
    const otherIsEmpty = other === null || (Array.isArray(other) && other.length === 0)
    const from = otherIsEmpty ? 'SURVIVOR' : isEmpty ? 'MERGED' : (prefer[field] ?? 'SURVIVOR')
    fields.push({ field, from, differs: !isEmpty && !otherIsEmpty })
    return from === 'MERGED' ? other : own
  }
  const one = <Name extends (typeof ofOne)[number]>(name: Name) =>
    pick<CustomerRow[Name]>(name, survivor[name], merged[name], survivor[name] === null)
  const forbiddenChannels = survivor.forbiddenChannels.concat(
    merged.forbiddenChannels.filter(channel => !survivor.forbiddenChannels.includes(channel)),
  )
  const tags = tagsInOrder([...survivor.tags, ...merged.tags])
  const both = (field: 'forbiddenChannels' | 'tags', own: readonly string[], all: readonly string[]) => {
    if (all.length > own.length)
      fields.push({ field, from: own.length === 0 ? 'MERGED' : 'BOTH', differs: false })
  }
  both('forbiddenChannels', survivor.forbiddenChannels, forbiddenChannels)
  both('tags', survivor.tags, tags)
  if (tags.length > mostTags) throw invalid(['merged'], say('more', { max: mostTags }))
  const patch = {
    kind: pick('kind', survivor.kind, merged.kind, false),
    name: one('name'),
    email: one('email'),
    phone: one('phone'),
    gender: one('gender'),
    birthDate: one('birthDate'),
    acquisitionSource: one('acquisitionSource'),
    ownerId: pick('owner', survivor.ownerId, merged.ownerId, survivor.ownerId === null),
    preferredChannels: pick(
      'preferredChannels',
      survivor.preferredChannels,
      merged.preferredChannels,
      survivor.preferredChannels.length === 0,
    ).filter(channel => !forbiddenChannels.includes(channel)),
    forbiddenChannels,
    tags,
    attributes: unitedAttributes(survivor.attributes, merged.attributes, prefer.attributes, fields),
  }
  return { patch: { ...patch, ...nameForms(patch.name), ...unitedLimits(survivor, merged) }, fields }
}

/** What one of the two asked for holds for both. */
function unitedLimits(survivor: CustomerRow, merged: CustomerRow) {
  const restricted = survivor.restrictedAt === null ? merged : survivor
  const objected = survivor.scoringObjectedAt === null ? merged : survivor
  return {
    ...{ restrictedAt: restricted.restrictedAt, restrictionReason: restricted.restrictionReason },
    scoringObjectedAt: objected.scoringObjectedAt,
    scoringObjectionReason: objected.scoringObjectionReason,
  }
}

/** Has the next night look at who is scored no more, or again. */
export const reviewed = (before: CustomerRow, patch: Partial<CustomerRow>, today: number) =>
  isScored(before) === isScored({ ...before, ...patch }) ? {} : { lifecycleReviewOn: today }

function unitedAttributes(
  own: CustomerRow['attributes'],
  other: CustomerRow['attributes'],
  preferred: 'SURVIVOR' | 'MERGED' | undefined,
  fields: MergedField[],
) {
  const laid = preferred === 'MERGED' ? { ...own, ...other } : { ...other, ...own }
  if (Object.keys(other).length === 0 || isSame(laid, own)) return own
  const differs = Object.keys(other).some(name => name in own && !isSame(own[name], other[name]))
  fields.push({ field: 'attributes', from: isSame(laid, other) ? 'MERGED' : 'BOTH', differs })
  return parse(attributes, laid, ['prefer', 'attributes'])
}
