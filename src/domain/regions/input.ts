import * as z from 'zod'
import { decodeId } from '../../lib/ids.ts'
import { conflict, type UserError } from '../errors.ts'
import { text } from '../fields.ts'

/** A region by code or id. */
export const regionName = text(100)

/** A new code. One that reads like an id would make that id ambiguous. */
export const newRegionCode = text(100).refine(value => decodeId(value) === null, 'reads like an id')

/** What a caller may say of a region: absent leaves a stored value, null clears it. */
export const regionFields = z.strictObject({
  code: newRegionCode.optional(),
  name: text(200).optional(),
  parent: regionName.nullish(),
})

export const newRegionFields = regionFields.extend({ code: newRegionCode, name: text(200) })

/** What a breach of the table's unique rule means; `path` leads to the fields. */
export const takenRegion = (path: string[]): Record<string, UserError> => ({
  'regions.code': conflict([...path, 'code'], 'Another region has this code.'),
})
