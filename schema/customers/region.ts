import type { regions } from '../../src/database/tables/regions.ts'
import { createRegion } from '../../src/domain/regions/create-region.ts'
import { regionList } from '../../src/domain/regions/list.ts'
import { updateRegion } from '../../src/domain/regions/update-region.ts'
import { builder } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { listArgs, orderInput } from '../kernel/connection.ts'
import { mutation, updateInput } from '../kernel/mutation.ts'
import { Node } from '../kernel/node.ts'
import { listed, listOf, noun, oneById, related, relationPage } from '../kernel/noun.ts'
import { idField, versionField } from '../kernel/record.ts'

export type RegionRow = typeof regions.$inferSelect & {
  parent?: RegionRow | null
}

export const Region = builder.objectRef<RegionRow>('Region')
export const regionNoun = noun('region', listed({ type: Region, scope: 'regions:read', source: regionList }))

const RegionFilter = builder.inputType('RegionFilter', {
  description: 'Narrows the list of regions; every part must hold.',
  fields: t => ({
    top: t.boolean({ description: 'Only regions that lie in no other.' }),
    code: t.string({ description: 'The region with this code.' }),
  }),
})

const RegionOrder = orderInput(regionNoun, {
  NAME: 'By name, in Vietnamese alphabetical order.',
  CODE: 'By code.',
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
    args: listArgs({ filter: RegionFilter, order: RegionOrder, unordered: 'By name when not said.' }),
  }),
}))

relationPage(regionNoun, 'children', {
  of: regionNoun,
  description: 'The regions that lie directly in this one.',
  args: listArgs({ order: RegionOrder, unordered: 'By name when not said.' }),
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
