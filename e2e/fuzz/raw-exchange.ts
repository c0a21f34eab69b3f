/** Bytes to a loopback port from one of the millions of addresses that loopback has, and how much came back. */

import { connect } from 'node:net'
import type { Random } from './random.ts'

export type Exchange = {
  receivedBytes: number
  /** Of HTTP's answers, as far as they were seen. */
  statuses: string[]
  end: 'closed' | 'refused' | 'still-open'
}

const HOST = '127.0.0.1'

/** Linux answers on all of 127.0.0.0/8, so that limits by address do not end a test of everything else. */
function anyAddress(random: Random): string {
  return `127.${1 + random.int(250)}.${random.int(250)}.${1 + random.int(250)}`
}

/** Sends it all, and waits so long for the other side to close. `isAll`: says that nothing will follow. */
export function exchange(
  random: Random,
  { port, bytes, waitMs = 1000, isAll = true }: { port: number; bytes: Buffer; waitMs?: number; isAll?: boolean },
): Promise<Exchange> {
  return new Promise((resolve) => {
    const result: Exchange = { receivedBytes: 0, statuses: [], end: 'still-open' }
    const socket = connect({ port, host: HOST, localAddress: anyAddress(random) })
    const timer = setTimeout(() => socket.destroy(), waitMs)
    socket.on('connect', () => (isAll ? socket.end(bytes) : socket.write(bytes)))
    socket.on('data', (chunk: Buffer) => {
      result.receivedBytes += chunk.length
      for (const [, status = ''] of chunk.toString('latin1').matchAll(/HTTP\/1\.1 (\d{3}) /g))
        result.statuses.push(status)
    })
    socket.on('end', () => (result.end = 'closed'))
    socket.on('error', () => (result.end = socket.bytesWritten > 0 ? 'closed' : 'refused'))
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(result)
    })
  })
}

/** So many at once, until there are none left. */
export async function inParallel(width: number, rounds: number, run: (round: number) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < rounds) await run(next++)
  }
  await Promise.all(Array.from({ length: width }, worker))
}
