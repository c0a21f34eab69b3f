/** A mail server on loopback that takes what it gets: as much of RFC 5321 as a client that sends one mail needs. */

import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

export type MailSink = Disposable & {
  url: string
  /** Each as it came, its head and its body. */
  mails: string[]
}

export async function startMailSink(): Promise<MailSink> {
  const mails: string[] = []
  const server = createServer((socket) => {
    let text = ''
    let isBody = false
    socket.write('220 test\r\n')
    socket.on('data', (part) => {
      text += part
      for (let end = text.indexOf('\r\n'); !isBody && end >= 0; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end)
        text = text.slice(end + 2)
        isBody = line.toUpperCase() === 'DATA'
        socket.write(isBody ? '354 go on\r\n' : line.toUpperCase() === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n')
      }
      const end = text.indexOf('\r\n.\r\n')
      if (!isBody || end < 0) return
      mails.push(text.slice(0, end))
      text = text.slice(end + 5)
      isBody = false
      socket.write('250 taken\r\n')
    })
    socket.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { url: `smtp://127.0.0.1:${port}`, mails, [Symbol.dispose]: () => void server.close() }
}
