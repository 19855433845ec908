import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import { segments } from '../../../database/tables/care/segments.ts'
import { requireCustomer } from '../../customers/require-customer.ts'
import { customerTable } from '../../fields/tables.ts'
import { momentOf } from '../../filters/apply.ts'
import type { Condition } from '../../filters/condition.ts'
import { explainRow } from '../../filters/explain-sql.ts'
import { factInWords, paraphrase } from '../../filters/paraphrase.ts'
import { idOf, parse } from '../../input/fields.ts'
import { requireScope } from '../../service/actor.ts'
import { invalid } from '../../service/errors.ts'
import type { Service } from '../../service/service.ts'
import { fieldLabel } from '../../wording/conditions/field-label.ts'
import type { Language, Spoken } from '../../wording/language.ts'
import { say } from '../../wording/say.ts'
import { found, inOrder } from '../../writes/versions.ts'
import { computedAt, newestRefresh } from '../computed-at.ts'
import { checkReferences } from '../rules/references.ts'
import { requireRuleScopes, ruleIn, storedRule } from '../rules/rule.ts'
import { type ExplainedPart, Explanation } from './explanation.ts'
import { type NameOf, readNamesOf, referencesIn } from './names.ts'

export interface SegmentExplanation {
  /** Null of a rule that is tried. */
  segmentId: number | null
  customerId: number
  /** As stored; null of a rule that is tried. */
  member: boolean | null
  /** Since when the customer is in, or out; null of who never was in. */
  since: number | null
  byHand: { membership: 'IN' | 'OUT'; author: string; setAt: number } | null
  restricted: boolean
  /** From the whole rule inwards; none where it has none. */
  parts: (ExplainedPart & { text: Spoken; factText: Spoken | null })[]
  asOf: number
  /** Since when the stored membership is known to be right. */
  computedAt: number
}

const standingRow = z.object({
  joinedAt: z.int().nullable(),
  leftAt: z.int().nullable(),
  included: z.int().nullable(),
  author: z.string().nullable(),
  setAt: z.int().nullable(),
  restricted: z.int(),
})

/**
 * Why a customer is in a segment, or not: its rule part by part, each with its truth today and the value behind it, as
 * far as the caller may read them; and what was said by hand. Of a rule that is tried the same. Three round trips at most.
 * @throws UserError `INVALID_INPUT`; `NOT_FOUND` for a segment, and for a customer outside reach
 */
export async function explainSegment(service: Service, input: unknown): Promise<SegmentExplanation> {
  requireScope(service.actor, 'segments:read')
  requireScope(service.actor, 'customers:read')
  const asked = parse(
    z.strictObject({
      customer: idOf('customer'),
      segment: idOf('segment').nullish(),
      rule: ruleIn(service.workspace).nullish(),
    }),
    input,
  )
  if (!asked.rule === !asked.segment) throw invalid(['segment'], say('oneOfSegmentAndRule'))
  if (asked.rule) requireRuleScopes(service, asked.rule.condition)
  const [customerId, segment, refresh] = await inOrder([
    requireCustomer(service, asked.customer, ['customer']),
    asked.segment ? readSegment(service, asked.segment) : null,
    newestRefresh(service),
    asked.rule ? checkReferences(service, asked.rule.condition) : null,
  ])
  const rule =
    asked.rule?.condition ?? (segment?.rule == null ? null : storedRule(segment.rule, service.workspace))
  const [standing, cells] = await Promise.all([
    readStanding(service, customerId, segment?.id ?? null),
    rule ? readCells(service, customerId, rule) : [],
  ])
  const explanation = rule && new Explanation(rule, cells, service.actor.scopes, service.workspace)
  if (explanation) service.personal.note([...explanation.personal], customerId)
  const { joinedAt, leftAt, included, author, setAt } = standing
  return {
    ...{ segmentId: segment?.id ?? null, customerId, asOf: service.today },
    member: segment ? joinedAt !== null : null,
    since: joinedAt ?? leftAt,
    byHand:
      author !== null && setAt !== null ? { membership: included === 1 ? 'IN' : 'OUT', author, setAt } : null,
    restricted: standing.restricted === 1,
    parts: explanation ? await inWords(service, explanation) : [],
    computedAt: segment ? computedAt(segment, refresh) : service.now,
  }
}

const readSegment = (service: Service, id: number) =>
  found(
    service.db.orm
      .select({ id: segments.id, rule: segments.rule, computedAt: segments.computedAt })
      .from(segments)
      .where(eq(segments.id, id)),
    'segment',
    ['segment'],
  )

/** As a night judges, whoever asks. */
async function readCells(service: Service, customerId: number, rule: Condition): Promise<unknown[]> {
  const seen = momentOf(service)
  const statement = explainRow(rule, customerTable, customerId, { judged: { ...seen, actor: null }, seen })
  const [row = []] = await service.db.orm.values<unknown[]>(statement)
  return row
}

async function readStanding(service: Service, customerId: number, segmentId: number | null) {
  const [row] = await checkedRows(
    service.db.orm,
    standingRow,
    sql`
    SELECT m.joined_at AS joinedAt, o.included AS included, o.author AS author,
      o.updated_at AS setAt, c.restricted_at IS NOT NULL AS restricted,
      (SELECT max(left_at) FROM segment_stays AS s WHERE s.customer_id = c.id AND s.segment_id = ${segmentId}) AS leftAt
    FROM customers AS c
    LEFT JOIN segment_members AS m ON m.segment_id = ${segmentId} AND m.customer_id = c.id
    LEFT JOIN segment_overrides AS o ON o.segment_id = ${segmentId} AND o.customer_id = c.id
    WHERE c.id = ${customerId}`,
  )
  if (!row) throw new Error('A customer that was there is gone')
  return row
}

async function inWords(service: Service, { parts, named }: Explanation) {
  const rule = parts[0]?.condition
  const nameOf = await readNamesOf(service, [...(rule ? referencesIn(rule) : []), ...named])
  return parts.map(part => ({
    ...part,
    text: inEach(language => paraphrase(part.condition, part.table, wordingOf(service, language, nameOf))),
    factText:
      part.shape && !part.hidden && part.truth !== undefined
        ? wordsOfFact(service, part, part.shape, nameOf)
        : null,
  }))
}

const wordsOfFact = (
  service: Service,
  { fact, table, name }: ExplainedPart,
  shape: NonNullable<ExplainedPart['shape']>,
  nameOf: NameOf,
): Spoken =>
  inEach(language =>
    factInWords(fact, shape, fieldLabel(table.name, name ?? ''), wordingOf(service, language, nameOf)),
  )

const wordingOf = ({ workspace }: Service, language: Language, nameOf: NameOf) => ({
  language,
  workspace,
  nameOf,
})

const inEach = (say: (language: Language) => string): Spoken => ({ en: say('en'), vi: say('vi') })
