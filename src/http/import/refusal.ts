import { type Saying, write } from '../../domain/wording/say.ts'

/** The request cannot be served at all, or its file cannot be read on. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  constructor(
    readonly status: 400 | 413 | 415,
    readonly code: 'INVALID_INPUT' | 'TOO_LARGE' | 'UNSUPPORTED_MEDIA_TYPE',
    readonly saying: Saying,
  ) {
    super(write(saying, 'en'))
  }
}

/** A file that cannot be read. */
export const badFile = (saying: Saying) => new Refusal(400, 'INVALID_INPUT', saying)

export const tooLarge = (saying: Saying) => new Refusal(413, 'TOO_LARGE', saying)
