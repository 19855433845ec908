import type { competitors } from '../../src/database/tables/competitors.ts'
import { createCompetitor } from '../../src/domain/competitors/create-competitor.ts'
import { type CompetitorOrdering, competitorList } from '../../src/domain/competitors/list.ts'
import { updateCompetitor } from '../../src/domain/competitors/update-competitor.ts'
import { parseId } from '../../src/domain/input/fields.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { Region, type RegionRow } from '../customers/region.ts'
import { builder, type InputFields } from '../kernel/builder.ts'
import { connectionType, orderInput, pageArgs, pageComplexity } from '../kernel/connection.ts'
import { changed, mutation } from '../kernel/mutation.ts'
import { Node, registerNode } from '../kernel/node.ts'
import { readById, readPage } from '../kernel/select.ts'

export type CompetitorRow = typeof competitors.$inferSelect & { regions?: { region: RegionRow }[] }

registerNode('competitor', { typeName: 'Competitor', scope: 'competitors:read', source: competitorList })

export const Competitor = builder.objectRef<CompetitorRow>('Competitor').implement({
  description: 'Somebody who sells to the same customers and attacks with campaigns.',
  interfaces: [Node],
  fields: t => ({
    id: t.id({ description: 'Opaque id.', resolve: competitor => encodeId('competitor', competitor.id) }),
    name: t.string({
      description: 'Unique.',
      needs: { columns: ['name', 'nameGiven'] },
      resolve: competitor => competitor.nameGiven ?? competitor.name,
    }),
    aliases: t.exposeStringList('aliases', {
      description: 'Other names under which it is known.',
    }),
    products: t.exposeStringList('products', {
      description: 'What it sells.',
    }),
    notes: t.exposeString('notes', {
      nullable: true,
      description: 'What else is known.',
    }),
    regions: t.field({
      type: [Region],
      nullable: true,
      description: 'Where it sells; each region covers all that lies in it.',
      needs: { relation: 'regions', through: 'region' },
      authScopes: { scope: 'regions:read' },
      resolve: competitor => (competitor.regions ?? []).map(link => link.region),
    }),
    synthetic: t.exposeBoolean('synthetic', {
      description: 'True where it was made up for a demonstration.',
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      description: 'When it was first recorded here.',
    }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      description: 'When it was last changed.',
    }),
    version: t.exposeInt('version', {
      description: 'Grows with each change; give it back as `expectedVersion`.',
    }),
  }),
})

export const CompetitorConnection = connectionType('Competitor', Competitor)

const CompetitorOrder = orderInput<CompetitorOrdering>('Competitor', {
  NAME: 'By name, in Vietnamese alphabetical order.',
})

builder.queryFields(t => ({
  competitor: t.field({
    type: Competitor,
    nullable: true,
    description: 'One competitor by id; null when there is none.',
    authScopes: { scope: 'competitors:read' },
    args: { id: t.arg.id({ required: true, description: 'Id of a competitor.' }) },
    resolve: (_root, { id }, context, info) =>
      readById(context, info, competitorList, parseId('competitor', id)),
  }),
  competitors: t.field({
    type: CompetitorConnection,
    description: 'All competitors.',
    authScopes: { scope: 'competitors:read' },
    args: { ...pageArgs, orderBy: t.arg({ type: CompetitorOrder, description: 'By name when not said.' }) },
    complexity: pageComplexity,
    resolve: (_root, args, context, info) => readPage<CompetitorRow>(context, info, competitorList, args),
  }),
}))

const further = (t: InputFields) => ({
  aliases: t.stringList({ description: 'Other names, at most 50.' }),
  products: t.stringList({ description: 'What it sells, at most 200.' }),
  notes: t.string({ description: 'What else is known, at most 10,000 characters.' }),
  regions: t.stringList({ description: 'Codes or ids of the regions where it sells, at most 250.' }),
})

const CompetitorCreateInput = builder.inputType('CompetitorCreateInput', {
  description: 'A new competitor.',
  fields: t => ({
    name: t.string({ required: true, description: 'Unique, at most 200 characters.' }),
    ...further(t),
  }),
})

const CompetitorPatch = builder.inputType('CompetitorPatch', {
  description:
    'What to change: absent leaves a value, null clears it, a list is the whole list: an empty one clears it, null is refused.',
  fields: t => ({ name: t.string({ description: 'Unique; cannot be cleared.' }), ...further(t) }),
})

const CompetitorUpdateInput = builder.inputType('CompetitorUpdateInput', {
  description: 'Which competitor, and what to change.',
  fields: t => ({
    id: t.id({ required: true, description: 'The competitor.' }),
    expectedVersion: t.int({ description: 'Refuse when the competitor is not at this version any more.' }),
    patch: t.field({ type: CompetitorPatch, required: true, description: 'The change.' }),
  }),
})

const changedCompetitor = {
  type: Competitor,
  scope: 'competitors:read' as const,
  source: competitorList,
  id: (result: { competitorId: number }) => result.competitorId,
}

mutation('competitorCreate', {
  description: 'Names a competitor.',
  scope: 'competitors:write',
  input: CompetitorCreateInput,
  verb: createCompetitor,
  payload: t => ({ competitor: changed(t, changedCompetitor) }),
})

mutation('competitorUpdate', {
  description: 'Changes what is known of a competitor.',
  scope: 'competitors:write',
  input: CompetitorUpdateInput,
  verb: updateCompetitor,
  payload: t => ({ competitor: changed(t, changedCompetitor) }),
})
