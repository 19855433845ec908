import { GraphQLError } from 'graphql'
import { tellReads } from '../../domain/personal-reads/tell-reads.ts'
import { makeTold } from '../../domain/personal-reads/told.ts'
import { PersonalReads } from '../../domain/service/personal-reads.ts'
import type { Bucket } from '../../domain/service/points.ts'
import type { Service, Variables } from '../../domain/service/service.ts'
import type { Courier, Reply } from '../../domain/webhooks/delivery/deliver.ts'
import { maskError, presentable, saidOnce } from '../errors.ts'
import { answerDocument, documentCost } from './documents.ts'

/** A receiver answers within so many milliseconds, and no more than so many bytes of its answer are read. */
const patience = { milliseconds: 10_000, bytes: 1_000 }

/** What sends messages over the network. */
export const networkCourier = (loopback: boolean, bucket: Bucket): Courier => ({
  ...{ loopback, bucket, answer, post },
  costOf: documentCost,
  clock: Date.now,
  random: Math.random,
})

/** Of the isolate. */
const told = makeTold()

async function answer(service: Service, document: string, variables: Variables): Promise<object | null> {
  try {
    const noted: Service = { ...service, personal: new PersonalReads('WEBHOOK') }
    const { data = null, errors } = await answerDocument(noted, document, variables)
    await tellReads(noted, told)
    if (!errors) return { data }
    const { requestId, log } = service
    const shown = errors.map(error => presentable(maskError(error, { requestId, log, language: 'en' })))
    // Not the webhook's fault: what was not sent is sent by the next sweep.
    const outage = shown.find(({ extensions }) => extensions.code === 'SERVICE_UNAVAILABLE')
    if (outage) throw new Error(outage.message)
    return { data, errors: saidOnce(shown) }
  } catch (error) {
    if (error instanceof GraphQLError) return null
    throw error
  }
}

async function post(url: string, headers: Record<string, string>, body: string): Promise<Reply> {
  const signal = AbortSignal.timeout(patience.milliseconds)
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' })
    await readSome(response)
    const { status } = response
    if (response.ok) return { status, failure: null }
    // Browsers, and some runtimes like them, hide the status of a redirect that they do not follow.
    const elsewhere = response.type === 'opaqueredirect' || (status >= 300 && status < 400)
    return { status: status === 0 ? null : status, failure: elsewhere ? 'REDIRECT' : 'STATUS' }
  } catch {
    return { status: null, failure: signal.aborted ? 'TIMEOUT' : 'CONNECTION' }
  }
}

/** Lets a short answer come to its end, so that the connection can be used again. */
async function readSome({ body }: Response): Promise<void> {
  const reader = body?.getReader()
  for (let read = 0; reader && read <= patience.bytes; ) {
    const { done, value } = await reader.read()
    if (done) return
    read += value.length
  }
  await reader?.cancel()
}
