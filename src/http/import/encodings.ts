import { badFile } from './refusal.ts'

/** Bytes of a file's start that tell what it is. */
export const telling = 4

const saveAs = 'Save it as "CSV UTF-8 (comma delimited)" and send that.'

/** Why text of another encoding than UTF-8, such as Windows-1258, is refused. */
export const notUtf8 = 'is not UTF-8: save the file as "CSV UTF-8"'

/**
 * Knows by its first bytes a file that is no UTF-8 text at all.
 * @throws Refusal that says what to do instead
 */
export function refuseOtherKinds(start: readonly number[]): void {
  const begins = (...bytes: number[]) => bytes.every((byte, at) => start[at] === byte)
  if (begins(0x50, 0x4b, 3, 4)) throw badFile(`The file is a workbook (xlsx) or another archive. ${saveAs}`)
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) throw badFile(`The file is a workbook (xls). ${saveAs}`)
  if (begins(0x1f, 0x8b)) {
    throw badFile(
      'The file is compressed: send it with "Content-Encoding: gzip", or name it .gz for the command.',
    )
  }
  if (begins(0xff, 0xfe) || begins(0xfe, 0xff) || start.slice(0, telling).includes(0)) {
    throw badFile(`The file is UTF-16 ("Unicode Text"), not UTF-8. ${saveAs}`)
  }
}
