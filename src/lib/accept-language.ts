/**
 * The one of the languages that a header `Accept-Language` likes best (RFC 9110): `vi-VN` takes `vi`, of equal ones the
 * first that the header names. What it refuses with `q=0` is not taken by `*` either.
 * @returns null where it likes none of them
 */
export function likedLanguage<Language extends string>(
  header: string,
  languages: readonly Language[],
): Language | null {
  const ranges = header.split(',').map(range => {
    const [tag = '', ...parameters] = range.split(';').map(part => part.trim().toLowerCase())
    return { primary: tag.split('-', 1)[0], quality: qualityIn(parameters) }
  })
  const named = (language: string) => ranges.some(({ primary }) => primary === language)
  let best: { language: Language; quality: number } | null = null
  for (const { primary, quality } of ranges) {
    const language = languages.find(one => (primary === '*' ? !named(one) : primary === one))
    if (language !== undefined && quality > (best?.quality ?? 0)) best = { language, quality }
  }
  return best?.language ?? null
}

/** A weight that is none counts as nothing, as one beyond 1 does. */
function qualityIn(parameters: readonly string[]): number {
  const written = parameters.find(parameter => parameter.startsWith('q='))?.slice(2)
  if (written === undefined) return 1
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(written) ? Number(written) : 0
}
