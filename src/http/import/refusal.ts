/** The request cannot be served at all, or its file cannot be read on. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  /**
   * @param message for the sender; may repeat what the request holds
   * @param loggable for the log, without any value of the request
   */
  constructor(
    readonly status: 400 | 413 | 415,
    readonly code: 'INVALID_INPUT' | 'TOO_LARGE' | 'UNSUPPORTED_MEDIA_TYPE',
    message: string,
    readonly loggable = message,
  ) {
    super(message)
  }
}

/** A file that cannot be read. */
export const badFile = (message: string, loggable = message) =>
  new Refusal(400, 'INVALID_INPUT', message, loggable)

export const tooLarge = (bound: string) =>
  new Refusal(413, 'TOO_LARGE', `A file may have ${bound}: send it in parts.`)
