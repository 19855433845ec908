import { configOf } from '../../env.ts'
import { refuseTooMuch } from '../bounds/let-in.ts'
import { refused } from '../errors.ts'
import type { HttpContext } from '../http-env.ts'
import { answerDirectly, rememberType } from './direct.ts'
import { bodyOf } from './request.ts'
import { makeYoga } from './yoga.ts'

let yoga: ReturnType<typeof makeYoga> | null = null

const answerTypes = ['application/graphql-response+json', 'application/json', 'application/*', '*/*']

/** Whether a client takes one of the forms that answers have. Yoga would find out after it carried everything out. */
const takesAnswers = (accept: string | undefined): boolean =>
  accept === undefined ||
  accept.split(',').some(range => {
    const [type = '', ...parameters] = range.split(';').map(part => part.trim().toLowerCase())
    return answerTypes.includes(type) && !parameters.some(parameter => /^q=0(?:\.0*)?$/.test(parameter))
  })

/** `/graphql`: directly what was answered before, else by Yoga. */
export async function graphql(c: HttpContext): Promise<Response> {
  const key = c.req.header('idempotency-key')
  if (key !== undefined && !/^[\x21-\x7e]{1,200}$/.test(key)) {
    const message = 'An Idempotency-Key has 1 to 200 visible ASCII characters.'
    return refused(c, 400, { message, code: 'BAD_IDEMPOTENCY_KEY' })
  }
  if (!takesAnswers(c.req.header('accept'))) {
    const message = 'An answer is application/graphql-response+json or application/json: accept one of them.'
    return refused(c, 406, { message, code: 'NOT_ACCEPTABLE' })
  }
  const body = c.req.method === 'POST' ? await bodyOf(c) : null
  if (body instanceof Response) return body
  const direct = body && 'params' in body ? await answerDirectly(c, body.params) : null
  if (direct) return direct
  if (c.var.tooMuch) return refuseTooMuch(c, c.var.tooMuch)
  yoga ??= makeYoga()
  // Of a context in two parts Yoga would make the first a prototype, which is kept (docs/memory-of-the-night.md).
  const response = await yoga.fetch(c.req.raw, { c, body }, {})
  if (c.var.tooMuch) return refuseTooMuch(c, c.var.tooMuch)
  rememberType(c, response)
  return response
}

/** A browser that opens the endpoint gets GraphiQL, where the settings offer it. */
export async function graphiqlForBrowsers(c: HttpContext, next: () => Promise<void>) {
  const browses = c.req.method === 'GET' && c.req.query('query') === undefined
  if (browses && c.req.header('accept')?.includes('text/html') && configOf(c.env).graphiql)
    return c.redirect('/graphiql')
  await next()
  return undefined
}
