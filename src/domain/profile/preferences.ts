import { and, eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { preferenceSources, preferences } from '../../database/tables/customers/profile.ts'
import { dayText, idOf, label } from '../input/fields.ts'
import { invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { firstVersion } from '../writes/versions.ts'
import { partVerbs } from './part.ts'

const confidence = z.number().min(0).max(1)

const said = z.strictObject({
  ...{ customer: idOf('customer'), topic: label(60), value: label(200) },
  source: z.enum(preferenceSources),
  confidence: confidence.nullish(),
  ...{ observedOn: dayText.nullish(), expiresOn: dayText.nullish() },
})

const patch = z
  .strictObject({
    topic: label(60),
    value: label(200),
    source: z.enum(preferenceSources),
    observedOn: dayText,
  })
  .partial()
  .extend({ confidence: confidence.nullish(), expiresOn: dayText.nullish() })

type Standing = Pick<typeof preferences.$inferSelect, 'source' | 'confidence' | 'observedOn' | 'expiresOn'>

function requireStanding({ today }: Service, row: Standing, path: readonly string[]): void {
  if (row.source === 'INFERRED' && row.confidence === null)
    throw invalid([...path, 'confidence'], say('inferredConfidence'))
  if (row.source === 'SAID' && row.confidence !== null)
    throw invalid([...path, 'confidence'], say('saidConfidence'))
  if (row.observedOn > today) throw invalid([...path, 'observedOn'], say('inFuture'))
  if (row.expiresOn !== null && row.expiresOn < row.observedOn)
    throw invalid([...path, 'expiresOn'], say('beforeObserved'))
}

/** What a customer likes or wants, as said or as inferred, how surely, and how long it counts. */
export const preferenceVerbs = partVerbs({
  table: preferences,
  kind: 'preference',
  most: 200,
  ...{ said, patch },
  same: {
    path: 'value',
    which: ({ topic, value, source, confidence, observedOn, expiresOn }) =>
      and(
        eq(preferences.topic, topic),
        eq(preferences.value, value),
        eq(preferences.source, source),
        sql`${preferences.confidence} IS ${confidence ?? null}`,
        observedOn == null ? undefined : eq(preferences.observedOn, observedOn),
        sql`${preferences.expiresOn} IS ${expiresOn ?? null}`,
      ),
  },
  read: ({ db }, where) => db.orm.select().from(preferences).where(where),
  made(service, key, { topic, value, source, ...rest }) {
    const row = {
      ...key,
      ...{ topic, value, source, confidence: rest.confidence ?? null },
      ...{ observedOn: rest.observedOn ?? service.today, expiresOn: rest.expiresOn ?? null },
      ...firstVersion(service),
    }
    requireStanding(service, row, [])
    return {
      statement: service.db.orm.insert(preferences).values(row),
      change: { action: 'preference.add', entityId: row.id, after: row },
    }
  },
  patched(service, change, current) {
    requireStanding(
      service,
      {
        source: change.source ?? current.source,
        confidence: change.confidence === undefined ? current.confidence : change.confidence,
        observedOn: change.observedOn ?? current.observedOn,
        expiresOn: change.expiresOn === undefined ? current.expiresOn : change.expiresOn,
      },
      ['patch'],
    )
    return change
  },
  updated: (before, after) => ({ action: 'preference.update', entityId: before.id, before, after }),
  removed: before => ({ action: 'preference.remove', entityId: before.id, before }),
})
