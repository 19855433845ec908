import { createCampaign } from '../../../src/domain/campaigns/create-campaign.ts'
import { createCompetitor } from '../../../src/domain/competitors/create-competitor.ts'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { search } from '../../../src/domain/search/search.ts'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { createStaffMember } from '../../../src/domain/staff/create-staff-member.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { fresh, type TestService } from '../../support/service.ts'
import { addSurroundings, type Surroundings } from '../customers/world.ts'

export interface SearchWorld extends Surroundings {
  /** Of customers by a short name. */
  customers: Record<'lan' | 'duc' | 'neil' | 'flower' | 'nobody' | 'an' | 'anh' | 'thanh', number>
  rival: number
  loyal: number
}

const key = (externalId: string) => [{ source: 'shop', externalId }]

/** A few customers who are found by different things, and one of each other kind. */
export async function searchWorld(service: TestService): Promise<SearchWorld> {
  const around = await addSurroundings(service)
  const customer = async (input: object) => (await createCustomer(service, input)).customerId
  const [owner, other] = [around.an, around.binh].map(id => encodeId('staffMember', id))
  const customers = {
    lan: await customer({
      ...{ name: 'Nguyễn Thị Lan', email: 'lan.nguyen@example.com', phone: '0912 345 678', owner },
      externalIds: key('KH-0042'),
    }),
    duc: await customer({ name: 'Đào Đức', email: 'duc@example.vn', phone: '0165 123 4567', owner: other }),
    neil: await customer({ name: 'O’Neil, Sean (Hanoi)', phone: '+44 20 7946 0958' }),
    flower: await customer({ name: '🌸 Hoa', externalIds: key('kh-0043') }),
    nobody: await customer({ email: 'nameless@example.org' }),
    an: await customer({ name: 'An' }),
    anh: await customer({ name: 'Trần Anh' }),
    thanh: await customer({ name: 'Lê Thanh' }),
  }
  const rival = (await createCompetitor(service, { name: 'Chợ Quà', aliases: ['Gift Bazaar'] })).competitorId
  await createCampaign(service, {
    ...{ competitor: rival, name: 'Mùa thu', kind: 'OFFER', regions: ['NORTH'], firstDay: '2026-01-01' },
  })
  const rule = { lifecycle: { in: ['LOYAL'] } }
  const loyal = (await createSegment(service, { name: 'Khách quen', rule })).segmentId
  await createStaffMember(service, { name: 'Trần Minh', email: 'minh@house.example' })
  return { ...around, customers, rival, loyal }
}

/** The titles of what is found. */
export const titles = async (service: TestService, text: string, input: object = {}): Promise<string[]> =>
  (await search(fresh(service), { text, ...input })).map(({ title }) => title)
