import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { cadences, ownCampaignKinds, ownCampaigns } from '../../database/tables/care/own-campaigns.ts'
import { bounces, touches, touchReasons, touchStates } from '../../database/tables/care/touches.ts'
import {
  campaignKinds,
  campaigns,
  competitors,
  exposureKinds,
  exposures,
} from '../../database/tables/competition/competitors.ts'
import { channels } from '../../database/tables/customers/channels.ts'
import { consentPurposes } from '../../database/tables/customers/customers.ts'
import { comparable } from '../../lib/text.ts'
import { coveredRegions } from '../facts/covered-regions.ts'
import { columnOf, type Field } from '../filters/field.ts'
import { dayPoint } from '../filters/points.ts'
import { questionField } from '../filters/question.ts'
import {
  dayField,
  enumField,
  flagField,
  idField,
  instantField,
  integerField,
  moneyField,
  mostValues,
  textField,
} from '../filters/values.ts'
import { idOf } from '../input/fields.ts'

export const competitorFields = {
  id: idField('competitor', competitors.id),
  name: textField(competitors.name, { normal: comparable, order: competitors.sortName }),
  synthetic: flagField(competitors.synthetic),
  createdAt: instantField(competitors.createdAt, { order: true }),
  updatedAt: instantField(competitors.updatedAt, { order: true }),
} satisfies Record<string, Field>

/** Running on a day: an open campaign has no end. */
const runningOnField = questionField({
  schema: dayPoint,
  test: dayOf => ({
    truth(columns, moment) {
      const day = dayOf(moment)
      const lastDay = columnOf(columns, 'lastDay')
      return {
        sql: sql`${columnOf(columns, 'firstDay')} <= ${day} AND (${lastDay} IS NULL OR ${lastDay} >= ${day})`,
        certain: true,
      }
    },
  }),
})

/** Felt in one of the regions: aimed at it, at one that lies in it, or at one that it lies in. */
const feltField = questionField({
  scopes: ['regions:read'],
  schema: z.strictObject({ in: z.array(idOf('region')).min(1).max(mostValues) }),
  test: ({ in: regions }) => ({
    truth: columns => ({ sql: sql`${columnOf(columns, 'id')} IN ${feltIn(regions)}`, certain: true }),
    references: regions.map((id, at) => ({ kind: 'region', id, path: ['in', at] })),
  }),
})

const feltIn = (regions: readonly number[]) => sql`(
  WITH RECURSIVE above(id) AS (
    SELECT value FROM json_each(${JSON.stringify(regions)})
    UNION
    SELECT parent_id FROM regions JOIN above ON regions.id = above.id WHERE parent_id IS NOT NULL)
  SELECT campaign_id FROM campaign_regions
  WHERE role = 'TARGET' AND (region_id IN (SELECT id FROM above) OR region_id IN ${coveredRegions(regions)}))`

export const campaignFields = {
  id: idField('campaign', campaigns.id),
  name: textField(campaigns.name, { normal: comparable, order: campaigns.sortName }),
  kind: enumField(campaigns.kind, campaignKinds),
  firstDay: dayField(campaigns.firstDay, { order: true }),
  lastDay: dayField(campaigns.lastDay, { order: true }),
  runningOn: runningOnField,
  region: feltField,
  synthetic: flagField(campaigns.synthetic),
  createdAt: instantField(campaigns.createdAt, { order: true }),
  updatedAt: instantField(campaigns.updatedAt, { order: true }),
} satisfies Record<string, Field>

export const ownCampaignFields = {
  id: idField('ownCampaign', ownCampaigns.id),
  name: textField(ownCampaigns.name, { normal: comparable, order: ownCampaigns.sortName }),
  kind: enumField(ownCampaigns.kind, ownCampaignKinds),
  cadence: enumField(ownCampaigns.cadence, cadences),
  purpose: enumField(ownCampaigns.purpose, consentPurposes),
  firstDay: dayField(ownCampaigns.firstDay, { order: true }),
  lastDay: dayField(ownCampaigns.lastDay, { order: true }),
  runningOn: runningOnField,
  segment: idField('segment', ownCampaigns.segmentId, { scopes: ['segments:read'] }),
  cost: moneyField(ownCampaigns.cost, { order: true, descending: true }),
  synthetic: flagField(ownCampaigns.synthetic),
  createdAt: instantField(ownCampaigns.createdAt, { order: true }),
  updatedAt: instantField(ownCampaigns.updatedAt, { order: true }),
} satisfies Record<string, Field>

export const touchFields = {
  id: idField('touch', touches.id),
  state: enumField(touches.state, touchStates),
  leftOut: enumField(touches.leftOut, touchReasons),
  bounce: enumField(touches.bounce, bounces),
  channel: enumField(touches.channel, channels),
  slot: textField(touches.slot, { normal: comparable }),
  plannedFor: dayField(touches.plannedFor, { order: true }),
  touchedOn: dayField(touches.touchedOn),
  respondedOn: dayField(touches.respondedOn),
  synthetic: flagField(touches.synthetic),
  createdAt: instantField(touches.createdAt, { order: true }),
  updatedAt: instantField(touches.updatedAt, { order: true }),
} satisfies Record<string, Field>

export const exposureFields = {
  id: idField('exposure', exposures.id),
  kind: enumField(exposures.kind, exposureKinds),
  confidence: integerField(exposures.confidence, { order: true, descending: true }),
  recordedBy: idField('staffMember', exposures.recordedBy, { scopes: ['staff:read'] }),
  synthetic: flagField(exposures.synthetic),
  createdAt: instantField(exposures.createdAt, { order: true }),
  updatedAt: instantField(exposures.updatedAt, { order: true }),
} satisfies Record<string, Field>
