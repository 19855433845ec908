import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { conflict, type Issue, type UserError } from '../service/errors.ts'
import type { Gathering, Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { fingerprintOf, type Identifier, type Mark, markOf, requireSecret, type Said } from './marks.ts'

const marked = z.object({ kind: z.string(), mark: z.string() })

const keyOf = ({ kind, mark }: { kind: string; mark: string }) => `${kind} ${mark}`

/** Of some marks those of erased persons; null where somebody was erased under a secret that is not this Worker's. */
type Erased = ReadonlySet<string> | null

/** What those that are prepared side by side ask in one tick, and the one read that answers them all. */
const asking = new WeakMap<Gathering, { marks: Mark[]; answer: Promise<Erased> }>()

function askedTogether(service: Service, gathering: Gathering, marks: readonly Mark[]): Promise<Erased> {
  const others = asking.get(gathering)
  if (others) {
    others.marks.push(...marks)
    return others.answer
  }
  const all = [...marks]
  const answer = Promise.resolve().then(() => {
    asking.delete(gathering)
    return readErased(service, all)
  })
  asking.set(gathering, { marks: all, answer })
  return answer
}

async function readErased(service: Service, marks: readonly Mark[]): Promise<Erased> {
  const { tombstoneSecret } = service
  const own = tombstoneSecret === null ? '' : fingerprintOf(tombstoneSecret)
  const rows = await checkedRows(
    service.db.orm,
    marked,
    sql`SELECT kind, mark FROM tombstones WHERE (kind, mark) IN (
        SELECT value ->> 0, value ->> 1 FROM json_each(${JSON.stringify(marks.map(({ kind, mark }) => [kind, mark]))}))
      UNION ALL SELECT '' AS kind, '' AS mark WHERE EXISTS (SELECT 1 FROM tombstones WHERE secret <> ${own})`,
  )
  const erased = new Set(rows.map(keyOf))
  return erased.has(keyOf({ kind: '', mark: '' })) ? null : erased
}

/**
 * Which of some marks are of erased persons. One read, or a part of one.
 * @throws UserError `CONFLICT` with reason `NO_SECRET` where somebody was, under a secret that is not this Worker's
 */
async function erasedMarks(service: Service, marks: readonly Mark[], path: Issue['path']) {
  const { gathering } = service
  const erased = await (gathering ? askedTogether(service, gathering, marks) : readErased(service, marks))
  if (erased === null) throw conflict(path, say('otherTombstoneSecret'), { reason: 'NO_SECRET' })
  return erased
}

/**
 * Why what is said cannot be taken: an erased person was known by it, and comes back by `personReadmit` alone. One read
 * where anything is said, in the round trip of whatever else is read at once.
 * @throws UserError `CONFLICT` with reason `NO_SECRET` where it cannot be known
 */
export async function erasureOf(service: Service, said: readonly Said[]): Promise<UserError | null> {
  const [first] = said
  if (!first) return null
  const { tombstoneSecret: secret } = service
  const marks = secret === null ? [] : said.map(({ identifier }) => markOf(secret, identifier))
  const erased = await erasedMarks(service, marks, first.path)
  const found = said.find((_, at) => marks[at] && erased.has(keyOf(marks[at])))
  return found ? conflict(found.path, say('erasedIdentifier'), { reason: 'ERASED' }) : null
}

/**
 * Refuses what an erased person was known by. At most one read.
 * @throws UserError `CONFLICT` with reason `ERASED`, or `NO_SECRET` where it cannot be known
 */
export async function refuseErased(service: Service, said: readonly Said[]): Promise<void> {
  const erasure = await erasureOf(service, said)
  if (erasure) throw erasure
}

/** Whether anybody was erased: then `erasedAmong` is to be asked. */
export async function anyErased({ db }: Service): Promise<boolean> {
  const [row] = await checkedRows(
    db.orm,
    z.object({ any: z.int() }),
    sql`SELECT EXISTS (SELECT 1 FROM tombstones) AS "any"`,
  )
  return row?.any === 1
}

/**
 * Of many identifiers those that erased persons were known by, as a question.
 * @throws UserError `CONFLICT` with reason `NO_SECRET`
 */
export async function erasedAmong(
  service: Service,
  identifiers: readonly Identifier[],
): Promise<(identifier: Identifier) => boolean> {
  const secret = requireSecret(service, [])
  const marks = identifiers.map(one => markOf(secret, one))
  const erased = await erasedMarks(service, marks, [])
  const texts = new Set(
    identifiers.flatMap((one, at) =>
      marks[at] && erased.has(keyOf(marks[at])) ? [JSON.stringify(one)] : [],
    ),
  )
  return identifier => texts.size > 0 && texts.has(JSON.stringify(identifier))
}
