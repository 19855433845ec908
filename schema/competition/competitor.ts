import type { competitors } from '../../src/database/tables/competition/competitors.ts'
import { createCompetitor } from '../../src/domain/competitors/create-competitor.ts'
import { competitorList } from '../../src/domain/competitors/list.ts'
import { updateCompetitor } from '../../src/domain/competitors/update-competitor.ts'
import { Region, type RegionRow } from '../customers/region.ts'
import { builder, type InputFields } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { listInputs } from '../kernel/filters/filter.ts'
import { mutation, updateInput } from '../kernel/mutation.ts'
import { Node } from '../kernel/node.ts'
import { listed, listOf, noun, oneById } from '../kernel/noun.ts'
import { recordFields } from '../kernel/record.ts'

export type CompetitorRow = typeof competitors.$inferSelect & { regions?: { region: RegionRow }[] }

export const Competitor = builder.objectRef<CompetitorRow>('Competitor').implement({
  description: 'Somebody who sells to the same customers and attacks with campaigns.',
  interfaces: [Node],
  fields: t => ({
    ...recordFields(t, 'competitor'),
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
  }),
})

export const competitorNoun = noun(
  'competitor',
  listed({ type: Competitor, scope: 'competitors:read', source: competitorList }),
)

const { args: competitorArgs } = listInputs(competitorList, {
  tell: {
    id: 'Its id.',
    name: {
      description: 'Its name, as it is compared.',
      order: 'By name, in Vietnamese alphabetical order.',
    },
    campaigns: 'What it did.',
    synthetic: 'Made up for a demonstration, or not.',
    createdAt: 'When it was first recorded here.',
    updatedAt: 'When it was last changed.',
  },
  unordered: 'By name when not said.',
})

builder.queryFields(t => ({
  competitor: oneById(t, competitorNoun, {
    description: 'One competitor by id; null when there is none.',
    id: 'Id of a competitor.',
  }),
  competitors: listOf(t, competitorNoun, { description: 'All competitors.', args: competitorArgs }),
}))

const optionalFields = (t: InputFields) => ({
  aliases: t.stringList({ description: 'Other names, at most 50.' }),
  products: t.stringList({ description: 'What it sells, at most 200.' }),
  notes: t.string({ description: 'What else is known, at most 10,000 characters.' }),
  regions: t.stringList({ description: 'Codes or ids of the regions where it sells, at most 250.' }),
})

const CompetitorCreateInput = builder.inputType('CompetitorCreateInput', {
  description: 'A new competitor.',
  fields: t => ({
    name: t.string({ required: true, description: 'Unique, at most 200 characters.' }),
    ...optionalFields(t),
  }),
})

const CompetitorPatch = builder.inputType('CompetitorPatch', {
  description:
    'What to change: absent leaves a value, null clears it, a list is the whole list: an empty one clears it, null is refused.',
  fields: t => ({ name: t.string({ description: 'Unique; cannot be cleared.' }), ...optionalFields(t) }),
})

const CompetitorUpdateInput = updateInput('CompetitorUpdateInput', {
  of: 'competitor',
  patch: CompetitorPatch,
})

mutation('competitorCreate', {
  description: 'Names a competitor.',
  scope: 'competitors:write',
  input: CompetitorCreateInput,
  verb: createCompetitor,
  payload: t => ({ competitor: changed(t, competitorNoun, made => made.competitorId) }),
})

mutation('competitorUpdate', {
  description: 'Changes what is known of a competitor.',
  scope: 'competitors:write',
  input: CompetitorUpdateInput,
  verb: updateCompetitor,
  payload: t => ({ competitor: changed(t, competitorNoun, made => made.competitorId) }),
})
