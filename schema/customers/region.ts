import type { InputRef } from '@pothos/core'
import type { regions } from '../../src/database/tables/customers/regions.ts'
import { createRegion } from '../../src/domain/regions/create-region.ts'
import { regionList } from '../../src/domain/regions/list.ts'
import { updateRegion } from '../../src/domain/regions/update-region.ts'
import { builder } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { listInputs } from '../kernel/filters/filter.ts'
import { mutation, updateInput } from '../kernel/mutation.ts'
import { Node } from '../kernel/node.ts'
import { listed, listOf, noun, oneById, related, relationPage } from '../kernel/noun.ts'
import { idField, versionField } from '../kernel/record.ts'

export type RegionRow = typeof regions.$inferSelect & {
  parent?: RegionRow | null
}

export const Region = builder.objectRef<RegionRow>('Region')
export const regionNoun = noun('region', listed({ type: Region, scope: 'regions:read', source: regionList }))

/** A region by the tree that it lies in. */
export const RegionCondition: InputRef<object> = builder.inputType('RegionCondition', {
  description: 'Where something is; unknown where it is nowhere, but for `empty`.',
  fields: t => ({
    in: t.idList({ description: 'In one of these, or in what lies in it; at most 250.' }),
    exactly: t.idList({ description: 'In one of these themselves; at most 250.' }),
    empty: t.boolean({ description: 'True: nowhere known. False: somewhere.' }),
  }),
})

const { args: regionArgs } = listInputs(regionList, {
  tell: {
    id: 'Its id.',
    code: 'Its code, as it is compared.',
    name: {
      description: 'Its name, as it is compared.',
      order: 'By name, in Vietnamese alphabetical order.',
    },
    within: {
      description: 'Lying in one of these regions, or being one.',
      input: RegionCondition,
    },
    parent: 'The region that it lies directly in; empty at the top of the tree.',
    createdAt: 'When it was first recorded here.',
    updatedAt: 'When it was last changed.',
  },
  unordered: 'By name when not said.',
})

Region.implement({
  description: 'Where competition takes place: a country, a province, a ward, or a free region. A tree.',
  interfaces: [Node],
  fields: t => ({
    id: idField(t, 'region'),
    code: t.string({
      description: 'Unique, chosen by you.',
      needs: { columns: ['code', 'codeGiven'] },
      resolve: region => region.codeGiven ?? region.code,
    }),
    name: t.exposeString('name', { description: 'For people.' }),
    parent: related(
      t,
      'parent',
      regionNoun,
      'The region this one lies in; a region covers all that lies in it.',
    ),
    version: versionField(t),
  }),
})

builder.queryFields(t => ({
  region: oneById(t, regionNoun, {
    description: 'One region by id; null when there is none.',
    id: 'Id of a region.',
  }),
  regions: listOf(t, regionNoun, {
    description: 'All regions, or those at the top of the tree.',
    args: regionArgs,
  }),
}))

relationPage(regionNoun, 'children', {
  of: regionNoun,
  description: 'The regions that lie directly in this one.',
  args: regionArgs,
})

const RegionCreateInput = builder.inputType('RegionCreateInput', {
  description: 'A new region.',
  fields: t => ({
    code: t.string({ required: true, description: 'Unique, at most 100 characters.' }),
    name: t.string({ required: true, description: 'For people, at most 200 characters.' }),
    parent: t.string({ description: 'Code or id of the region that it lies in.' }),
  }),
})

const RegionPatch = builder.inputType('RegionPatch', {
  description: 'What to change: absent leaves a value.',
  fields: t => ({
    code: t.string({ description: 'Unique; cannot be cleared.' }),
    name: t.string({ description: 'For people; cannot be cleared.' }),
    parent: t.string({
      description:
        'Code or id of the region that it shall lie in, with all that lies in it; null for the top of the tree.',
    }),
  }),
})

const RegionUpdateInput = updateInput('RegionUpdateInput', { of: 'region', patch: RegionPatch })

mutation('regionCreate', {
  description: 'Adds a region to the tree.',
  scope: 'regions:write',
  input: RegionCreateInput,
  verb: createRegion,
  payload: t => ({ region: changed(t, regionNoun, made => made.regionId) }),
})

mutation('regionUpdate', {
  description: 'Changes a region, or moves it in the tree.',
  scope: 'regions:write',
  input: RegionUpdateInput,
  verb: updateRegion,
  payload: t => ({ region: changed(t, regionNoun, made => made.regionId) }),
})
