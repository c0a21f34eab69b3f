/** How each process does: written by itself, read by the dashboard. */

import { type ServicePulse, servicePulseSchema } from '@shoal/protocol/service-pulse'
import type { Database } from './database.ts'

const FORGOTTEN_AFTER_MS = 86_400_000

export type PulseRow = { service: string; at: Date; startedAt: Date; values: ServicePulse }

/** The service's last one is replaced. */
export async function writePulse(db: Database, { service, ...pulse }: PulseRow): Promise<void> {
  await db.prisma.servicePulse.upsert({ where: { service }, create: { service, ...pulse }, update: pulse })
}

/** In the order of their names; one that says nothing we know is left out. */
export async function listPulses(db: Database): Promise<PulseRow[]> {
  const rows = await db.prisma.servicePulse.findMany({ orderBy: { service: 'asc' } })
  return rows.flatMap((row) => {
    const values = servicePulseSchema.safeParse(row.values)
    return values.success ? [{ ...row, values: values.data }] : []
  })
}

/** Those of a day ago: a container has another name each time that it is made. */
export async function forgetOldPulses(db: Database, nowMs: number): Promise<void> {
  await db.prisma.servicePulse.deleteMany({ where: { at: { lt: new Date(nowMs - FORGOTTEN_AFTER_MS) } } })
}
