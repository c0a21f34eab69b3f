/** What Linux says about a process: the memory that it holds, and the ports that it listens on. */

import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

const LISTENING = '0A'
const LOOPBACK = '0100007F'

export function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) / 1024
}

/** On 127.0.0.1 (proc(5), net/tcp). */
export function loopbackPorts(pid: number): number[] {
  const sockets = new Set(readdirSync(`/proc/${pid}/fd`).map((fd) => readLink(`/proc/${pid}/fd/${fd}`)))
  const rows = readFileSync(`/proc/${pid}/net/tcp`, 'utf8').split('\n').slice(1)
  return rows.flatMap((row) => {
    const [, local = '', , state, , , , , , inode = ''] = row.trim().split(/\s+/)
    const [address, port = ''] = local.split(':')
    const isOurs = state === LISTENING && address === LOOPBACK && sockets.has(`socket:[${inode}]`)
    return isOurs ? [Number.parseInt(port, 16)] : []
  })
}

function readLink(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return '' // closed since the folder was read
  }
}
