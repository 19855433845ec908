import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import { staffMembers } from '../../../database/tables/house/staff.ts'
import type { Service } from '../../service/service.ts'
import { releaseClaims } from '../../staff/claims.ts'
import { staffNameForms } from '../../staff/input.ts'
import { say } from '../../wording/say.ts'
import { guard } from '../../writes/commit.ts'
import { firstVersion } from '../../writes/versions.ts'
import { insertRows, packedRow, stillAsRead, unpackRow, updateRows } from '../bulk.ts'
import { Fault, type Imported } from '../rows.ts'
import { wanted } from './customer-keys.ts'
import { type Known, recordImport, type State } from './record-import.ts'
import { readStaffRow, type StaffRow, staffColumns } from './staff-rows.ts'

type StoredRow = typeof staffMembers.$inferSelect

type Values = Pick<StoredRow, 'name' | 'subject' | 'active' | 'synthetic'> & { email: string }

type StaffState = State<Values, StoredRow>

const packed = z.object({ packed: z.string() })

async function known(
  service: Service,
  _source: string,
  rows: readonly StaffRow[],
  ahead: readonly StaffState[],
): Promise<Known<StaffRow, Values, StoredRow>> {
  const stored = await checkedRows(
    service.db.orm,
    packed,
    sql`SELECT ${packedRow(staffMembers, 's')} AS packed FROM staff_members AS s
      WHERE s.email IN (SELECT value FROM json_each(${wanted(rows.map(({ email }) => email))}))
        OR s.subject IN (SELECT value FROM json_each(${wanted(rows.map(({ subject }) => subject))}))`,
  )
  const states = new Map<string, StaffState>()
  /** Who has which subject, by e-mail; one without an e-mail is in no file. */
  const holders = new Map<string, string | null>()
  for (const row of stored.map(({ packed }) => unpackRow(staffMembers, packed))) {
    const { id, email, name, subject, active, synthetic } = row
    if (subject !== null) holders.set(subject, email)
    if (email !== null)
      states.set(email, { id, before: row, values: { email, name, subject, active, synthetic } })
  }

  for (const { before, values } of ahead)
    if (before?.subject && holders.get(before.subject) === values.email) holders.delete(before.subject)
  for (const { values } of ahead) if (values.subject !== null) holders.set(values.subject, values.email)

  function handOver(email: string, from: string | null, to: string | null): void {
    if (to !== null && holders.has(to) && holders.get(to) !== email)
      throw new Fault('subject', say('takenSubject'))
    if (from !== null) holders.delete(from)
    if (to !== null) holders.set(to, email)
  }

  return {
    states,
    find: row => ({
      key: row.email,
      laidOver(before) {
        const name = row.name ?? before?.name
        if (name === undefined) throw new Fault('name', say('missing'))
        const subject = row.subject === undefined ? (before?.subject ?? null) : row.subject
        handOver(row.email, before?.subject ?? null, subject)
        return {
          ...{ email: row.email, name, subject },
          active: row.active ?? before?.active ?? true,
          synthetic: row.synthetic ?? before?.synthetic ?? false,
        }
      },
    }),
  }
}

/** Staff, found by e-mail, under the rules of the mutations. Who leaves becomes inactive. */
export const importedStaff: Imported = recordImport<StaffRow, Values, StoredRow>({
  ...{ scope: 'staff:write', more: ['staff:read'] },
  columns: staffColumns,
  required: ['email'],
  ...{ recorded: 'STAFF_MEMBER', action: 'staffMember.import', entity: 'staffMember' },
  reader: () => readStaffRow,
  known,
  statements: (service, created, updated) => [
    ...stillAsRead(
      service,
      staffMembers,
      updated.map(({ before }) => before),
    ),
    nobodyElse(service, [...created, ...updated]),
    // One may get the subject that another one had.
    sql`UPDATE staff_members SET subject = NULL
      WHERE id IN (SELECT value FROM json_each(${JSON.stringify(updated.map(({ id }) => id))}))`,
    ...insertRows(
      staffMembers,
      created.map(({ id, values }) => ({
        ...{ id, ...values, ...staffNameForms(values.name) },
        ...firstVersion(service),
      })),
    ),
    ...updateRows(
      service,
      staffMembers,
      updated.map(({ id, values: { name, subject, active, synthetic } }) => ({
        ...{ id, name, ...staffNameForms(name) },
        ...{ subject, active, synthetic },
      })),
    ),
    ...releaseClaims(service, leavers(updated)),
  ],
  asItStood: ({ name, subject, active, synthetic, version }) => ({
    name,
    subject,
    active,
    synthetic,
    version,
  }),
})

/** Of those who are changed who becomes inactive. */
const leavers = (updated: readonly StaffState[]) =>
  sql`(SELECT value FROM json_each(${JSON.stringify(
    updated.flatMap(({ id, before, values }) => (before?.active && !values.active ? [id] : [])),
  )}))`

/** Whoever records the same people at the same time makes none twice. */
const nobodyElse = (service: Service, people: readonly StaffState[]) =>
  guard(
    service,
    sql`NOT EXISTS (SELECT 1 FROM json_each(${JSON.stringify(
      people.map(({ id, values: { email, subject } }) => [id, email, subject]),
    )}) AS news CROSS JOIN staff_members AS s ON s.id <> news.value ->> 0
      AND (s.email = news.value ->> 1 OR s.subject = news.value ->> 2)
      AND s.id NOT IN (SELECT value FROM json_each(${JSON.stringify(people.map(({ id }) => id))})))`,
  )
