import { say } from '../domain/wording/say.ts'
import type { HttpContext } from './http-env.ts'
import { badFile } from './refusal.ts'

/**
 * The parameters of a route, each of which may be there once.
 * @throws Refusal for one that the route does not have, or that stands twice
 */
export function readParameters<Name extends string>(
  c: HttpContext,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const given = c.req.query()
  for (const [name, values] of Object.entries(c.req.queries())) {
    if (values.length > 1) throw badFile(say('parameterTwice', { name: name.slice(0, 100) }))
    if (!names.some(known => known === name)) throw badFile(say('noParameter', { name: name.slice(0, 100) }))
  }
  const read: Partial<Record<Name, string>> = {}
  for (const name of names) if (given[name] !== undefined) read[name] = given[name]
  return read
}
