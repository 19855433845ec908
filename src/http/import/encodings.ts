import { say } from '../../domain/wording/say.ts'
import { badFile } from '../refusal.ts'

/** Bytes of a file's start that tell what it is. */
export const telling = 4

const saveAs = 'saveAsCsv'

/**
 * Knows by its first bytes a file that is no UTF-8 text at all.
 * @throws Refusal that says what to do instead
 */
export function refuseOtherKinds(start: readonly number[]): void {
  const begins = (...bytes: number[]) => bytes.every((byte, at) => start[at] === byte)
  if (begins(0x50, 0x4b, 3, 4)) throw badFile(say('workbook', { saveAs }))
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) throw badFile(say('oldWorkbook', { saveAs }))
  if (begins(0x1f, 0x8b)) {
    throw badFile(say('compressed'))
  }
  if (begins(0xff, 0xfe) || begins(0xfe, 0xff) || start.slice(0, telling).includes(0)) {
    throw badFile(say('utf16', { saveAs }))
  }
}
