import type { regions } from '../../src/database/tables/regions.ts'
import { parseId } from '../../src/domain/input/fields.ts'
import { createRegion } from '../../src/domain/regions/create-region.ts'
import { type RegionOrdering, regionList } from '../../src/domain/regions/list.ts'
import { updateRegion } from '../../src/domain/regions/update-region.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { builder } from '../kernel/builder.ts'
import { connectionType, orderInput, pageArgs, pageComplexity } from '../kernel/connection.ts'
import { changed, mutation } from '../kernel/mutation.ts'
import { Node, registerNode } from '../kernel/node.ts'
import { readById, readPage, resolvePage } from '../kernel/select.ts'

export type RegionRow = typeof regions.$inferSelect & {
  parent?: RegionRow | null
}

registerNode('region', { typeName: 'Region', scope: 'regions:read', source: regionList })

export const Region = builder.objectRef<RegionRow>('Region')
export const RegionConnection = connectionType('Region', Region)

const RegionFilter = builder.inputType('RegionFilter', {
  description: 'Narrows the list of regions; every part must hold.',
  fields: t => ({
    top: t.boolean({ description: 'Only regions that lie in no other.' }),
    code: t.string({ description: 'The region with this code.' }),
  }),
})

const RegionOrder = orderInput<RegionOrdering>('Region', {
  NAME: 'By name, in Vietnamese alphabetical order.',
  CODE: 'By code.',
})

Region.implement({
  description: 'Where competition takes place: a country, a province, a ward, or a free region. A tree.',
  interfaces: [Node],
  fields: t => ({
    id: t.id({ description: 'Opaque id.', resolve: region => encodeId('region', region.id) }),
    code: t.string({
      description: 'Unique, chosen by you.',
      needs: { columns: ['code', 'codeGiven'] },
      resolve: region => region.codeGiven ?? region.code,
    }),
    name: t.exposeString('name', { description: 'For people.' }),
    parent: t.field({
      type: Region,
      nullable: true,
      description: 'The region this one lies in; a region covers all that lies in it.',
      needs: { relation: 'parent' },
      authScopes: { scope: 'regions:read' },
      resolve: region => region.parent ?? null,
    }),
    children: t.field({
      type: RegionConnection,
      nullable: true,
      description: 'The regions that lie directly in this one.',
      needs: { page: { relation: 'children', source: regionList } },
      authScopes: { scope: 'regions:read' },
      args: { ...pageArgs, orderBy: t.arg({ type: RegionOrder, description: 'By name when not said.' }) },
      complexity: pageComplexity,
      resolve: (region, args, context, info) =>
        resolvePage<RegionRow>('regions', region, args, context, info),
    }),
    version: t.exposeInt('version', {
      description: 'Grows with each change; give it back as `expectedVersion`.',
    }),
  }),
})

builder.queryFields(t => ({
  region: t.field({
    type: Region,
    nullable: true,
    description: 'One region by id; null when there is none.',
    authScopes: { scope: 'regions:read' },
    args: { id: t.arg.id({ required: true, description: 'Id of a region.' }) },
    resolve: (_root, { id }, context, info) => readById(context, info, regionList, parseId('region', id)),
  }),
  regions: t.field({
    type: RegionConnection,
    description: 'All regions, or those at the top of the tree.',
    authScopes: { scope: 'regions:read' },
    args: {
      ...pageArgs,
      filter: t.arg({ type: RegionFilter, description: 'Which ones.' }),
      orderBy: t.arg({ type: RegionOrder, description: 'By name when not said.' }),
    },
    complexity: pageComplexity,
    resolve: (_root, args, context, info) => readPage<RegionRow>(context, info, regionList, args),
  }),
}))

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

const RegionUpdateInput = builder.inputType('RegionUpdateInput', {
  description: 'Which region, and what to change.',
  fields: t => ({
    id: t.id({ required: true, description: 'The region.' }),
    expectedVersion: t.int({ description: 'Refuse when the region is not at this version any more.' }),
    patch: t.field({ type: RegionPatch, required: true, description: 'The change.' }),
  }),
})

const changedRegion = {
  type: Region,
  scope: 'regions:read' as const,
  source: regionList,
  id: (result: { regionId: number }) => result.regionId,
}

mutation('regionCreate', {
  description: 'Adds a region to the tree.',
  scope: 'regions:write',
  input: RegionCreateInput,
  verb: createRegion,
  payload: t => ({ region: changed(t, changedRegion) }),
})

mutation('regionUpdate', {
  description: 'Changes a region, or moves it in the tree.',
  scope: 'regions:write',
  input: RegionUpdateInput,
  verb: updateRegion,
  payload: t => ({ region: changed(t, changedRegion) }),
})
