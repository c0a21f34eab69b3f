/** Databases of addresses that the operator has configured (MaxMind's format): the one file that knows their reader. */

import { open, type Response } from 'maxmind'
import { z } from 'zod'
import type { AddressLookups } from './locality.ts'

/** The message is for a person. */
export class AddressDatabaseError extends Error {
  override name = 'AddressDatabaseError'
}

// GeoLite2's and DB-IP's own names
const systemSchema = z.object({ autonomous_system_number: z.int() })
const countrySchema = z.object({ country: z.object({ iso_code: z.string().length(2) }) })

type Files = { systemFile: string | undefined; countryFile: string | undefined }

/** @throws AddressDatabaseError when a file can't be read, or is of another format */
export async function openAddressDatabases({ systemFile, countryFile }: Files): Promise<AddressLookups> {
  const [systems, countries] = await Promise.all([
    openDatabase(systemFile, 'SHOAL_ASN_DATABASE'),
    openDatabase(countryFile, 'SHOAL_COUNTRY_DATABASE'),
  ])
  return {
    system: (address) => systemSchema.safeParse(systems(address)).data?.autonomous_system_number,
    country: (address) => countrySchema.safeParse(countries(address)).data?.country.iso_code,
  }
}

async function openDatabase(file: string | undefined, variable: string): Promise<(address: string) => unknown> {
  if (file === undefined) return () => undefined
  const reader = await open<Response>(file).catch((cause: unknown) => {
    throw new AddressDatabaseError(`The file ${file} of ${variable} is no database of addresses that can be read.`, {
      cause,
    })
  })
  return (address) => {
    try {
      return reader.get(address)
    } catch {
      return undefined // an IPv6 address, in a database of IPv4 ones
    }
  }
}
