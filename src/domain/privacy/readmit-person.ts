import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { externalIdInput } from '../customers/find.ts'
import { phoneText } from '../customers/input.ts'
import { emailText, listOf, parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import { invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { emailSaid, keySaid, markOf, phoneSaid, requireSecret } from '../tombstones/marks.ts'
import { say } from '../wording/say.ts'
import { commit } from '../writes/commit.ts'

const most = 20

const schema = (service: Service) =>
  z.strictObject({
    emails: listOf(emailText, most).nullish(),
    phones: listOf(phoneText(service), most).nullish(),
    externalIds: listOf(externalIdInput, most).nullish(),
  })

/**
 * Lets an erased person come back who wants to: what is named is taken again, as of somebody new. What was erased stays
 * gone. What nobody was erased by changes nothing.
 * @returns how many marks went is not told: it would tell who was erased
 * @throws UserError `INVALID_INPUT` where nothing is named, `CONFLICT` where the Worker has no secret
 */
export async function readmitPerson(service: Service, input: unknown): Promise<{ named: number }> {
  requireScope(service.actor, 'privacy:erase')
  const { emails, phones, externalIds } = parse(schema(service), input)
  const said = [
    ...(emails ?? []).map(email => emailSaid(email, ['emails'])),
    ...(phones ?? []).map(phone => phoneSaid(phone, ['phones'])),
    ...(externalIds ?? []).map(key => keySaid(key, ['externalIds'])),
  ]
  if (said.length === 0) throw invalid([], say('missing'))
  const secret = requireSecret(service, [])
  const marks = said.map(({ identifier }) => markOf(secret, identifier))
  return commit(
    service,
    { action: 'customer.readmit', detail: { marks: marks.length } },
    [
      sql`DELETE FROM tombstones WHERE (kind, mark) IN (
        SELECT value ->> 0, value ->> 1 FROM json_each(${JSON.stringify(marks.map(({ kind, mark }) => [kind, mark]))}))`,
    ],
    { named: marks.length },
  )
}
