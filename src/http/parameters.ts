import * as z from 'zod'
import { invalid } from '../domain/service/errors.ts'
import { say } from '../domain/wording/say.ts'
import type { HttpContext } from './http-env.ts'
import { badFile } from './refusal.ts'

/** Of a route that takes none. */
export const noParameters = z.strictObject({})

/**
 * The parameters of a route, each of which may be there once, for its schema to check: truth values as `true` and
 * `false`, lists with commas between, anything at all as JSON.
 * @throws Refusal for one that the route does not have, or that stands twice
 * @throws UserError `INVALID_INPUT` for one that cannot be read
 */
export function readParameters(c: HttpContext, { shape }: z.ZodObject): Record<string, unknown> {
  const read: Record<string, unknown> = {}
  for (const [name, [text = '', ...others]] of Object.entries(c.req.queries())) {
    if (others.length > 0) throw badFile(say('parameterTwice', { name: name.slice(0, 100) }))
    const type = Object.hasOwn(shape, name) ? shape[name] : undefined
    if (!type) throw badFile(say('noParameter', { name: name.slice(0, 100) }))
    const reader = readers[kindOf(type)]
    read[name] = reader ? reader(name, text) : text
  }
  return read
}

type Reader = (name: string, text: string) => unknown

const readers: Readonly<Record<string, Reader>> = {
  array: (_, text) => text.split(',').map(item => item.trim()),
  boolean(name, text) {
    if (text !== 'true' && text !== 'false') throw badFile(say('parameterNeither', { name }))
    return text === 'true'
  },
  unknown(name, text) {
    try {
      return JSON.parse(text)
    } catch {
      throw invalid([name], say('notJson'))
    }
  },
}

/** What is meant where it is given. */
export const kindOf = (type: z.core.$ZodType): z.core.$ZodType['_zod']['def']['type'] =>
  type instanceof z.ZodOptional || type instanceof z.ZodDefault ? kindOf(type.unwrap()) : type._zod.def.type
