import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { makeMmdb } from '../testing/made-mmdb.ts'
import { AddressDatabaseError, openAddressDatabases } from './address-databases.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoal-mmdb-'))
  return () => rm(folder, { recursive: true, force: true })
})

async function file(name: string, bytes: Buffer): Promise<string> {
  await writeFile(join(folder, name), bytes)
  return join(folder, name)
}

it('knows the system and the country of an address, each from its own file', async () => {
  const systems = makeMmdb([
    { network: '192.0.2.0/24', value: { autonomous_system_number: 64_500 } },
    { network: '198.51.0.0/16', value: { autonomous_system_number: 64_501, organization: 'Else' } },
  ])
  const countries = makeMmdb([{ network: '192.0.0.0/8', value: { country: { iso_code: 'NL', geoname_id: 1 } } }])
  const lookups = await openAddressDatabases({
    systemFile: await file('asn.mmdb', systems),
    countryFile: await file('country.mmdb', countries),
  })
  expect([lookups.system('192.0.2.7'), lookups.system('198.51.100.7')]).toEqual([64_500, 64_501])
  expect([lookups.country('192.0.2.7'), lookups.country('198.51.100.7')]).toEqual(['NL', undefined])
  for (const unknown of ['203.0.113.1', '2001:db8::1', '127.0.0.1']) {
    expect([lookups.system(unknown), lookups.country(unknown)]).toEqual([undefined, undefined])
  }
})

it('knows nothing without files, and nothing from a record of another kind', async () => {
  const none = await openAddressDatabases({ systemFile: undefined, countryFile: undefined })
  expect([none.system('192.0.2.7'), none.country('192.0.2.7')]).toEqual([undefined, undefined])
  const cities = await file('city.mmdb', makeMmdb([{ network: '192.0.2.0/24', value: { city: 'Utrecht' } }]))
  const lookups = await openAddressDatabases({ systemFile: cities, countryFile: cities })
  expect([lookups.system('192.0.2.7'), lookups.country('192.0.2.7')]).toEqual([undefined, undefined])
})

it.each([
  ['a file that is not there', async () => join(folder, 'nowhere.mmdb')],
  ['a file that is none', () => file('text.mmdb', Buffer.from('not a database'))],
])('says which setting names %s', async (_, made) => {
  const opening = openAddressDatabases({ systemFile: await made(), countryFile: undefined })
  await expect(opening).rejects.toThrow(AddressDatabaseError)
  await expect(opening).rejects.toThrow('SHOAL_ASN_DATABASE')
})
