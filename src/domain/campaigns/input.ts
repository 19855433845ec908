import * as z from 'zod'
import { campaignKinds } from '../../database/tables/competitors.ts'
import type { Service } from '../context.ts'
import { conflict, type UserError } from '../errors.ts'
import { dayText, idOf, label, setOf, text, uniqueName } from '../fields.ts'
import { regionName } from '../regions/input.ts'

/** 1990-01-01. */
const earliest = 7_305
const yearsAhead = 10
const largest = 250

const campaignDay = (service: Service) =>
  dayText
    .refine(day => day >= earliest, 'lies before 1990')
    .refine(day => day <= service.today + 365.25 * yearsAhead, `lies more than ${yearsAhead} years ahead`)

const places = z.array(regionName).max(largest, `has more than ${largest} entries`)

/** What a caller may say of a campaign: absent leaves a stored value, null clears it. Days become day numbers. */
export const campaignFields = (service: Service) =>
  z.strictObject({
    competitor: idOf('competitor').optional(),
    name: text(200).optional(),
    kind: z.enum(campaignKinds).optional(),
    regions: places.min(1, 'is empty').optional(),
    controlRegions: places.nullish(),
    products: setOf(label(200), 200).nullish(),
    offer: text(10_000).nullish(),
    sources: setOf(text(2_000), 50).nullish(),
    firstDay: campaignDay(service).optional(),
    lastDay: campaignDay(service).nullish(),
  })

export const newCampaignFields = (service: Service) =>
  campaignFields(service).required({
    competitor: true,
    name: true,
    kind: true,
    regions: true,
    firstDay: true,
  })

type CampaignFields = z.output<ReturnType<typeof campaignFields>>

/** The columns that the fields change. */
export const campaignColumns = (fields: CampaignFields) => ({
  ...(fields.competitor === undefined ? {} : { competitorId: fields.competitor }),
  ...(fields.name === undefined ? {} : uniqueName(fields.name)),
  ...(fields.kind === undefined ? {} : { kind: fields.kind }),
  ...(fields.products === undefined ? {} : { products: fields.products ?? [] }),
  ...(fields.offer === undefined ? {} : { offer: fields.offer }),
  ...(fields.sources === undefined ? {} : { sources: fields.sources ?? [] }),
  ...(fields.firstDay === undefined ? {} : { firstDay: fields.firstDay }),
  ...(fields.lastDay === undefined ? {} : { lastDay: fields.lastDay }),
})

/** What a breach of the table's unique rule means; `path` leads to the fields. */
export const takenCampaign = (path: string[]): Record<string, UserError> => ({
  campaigns_identity: conflict(
    [...path, 'name'],
    'The competitor has a campaign of this name and these days.',
  ),
})
