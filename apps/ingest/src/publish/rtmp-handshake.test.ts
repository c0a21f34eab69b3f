import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { answerHandshake, Handshake } from './rtmp-handshake.ts'

const c1 = Buffer.from(Array.from({ length: 1536 }, (_, index) => (index * 31) % 256))

it("repeats a plain client's bytes to it, which some compare", () => {
  const answer = answerHandshake(c1)
  expect(answer.length).toBe(3073)
  expect(answer[0]).toBe(3)
  expect(answer.subarray(1537).equals(c1)).toBe(true)
})

it.each([8, 772])('signs its answer for a client that signs, with the digest that byte %i points to', (layout) => {
  const sign = (key: string | Buffer, bytes: Buffer) => createHmac('sha256', key).update(bytes).digest()
  const place = (bytes: Buffer) =>
    layout + 4 + ([0, 1, 2, 3].reduce((sum, at) => sum + (bytes[layout + at] ?? 0), 0) % 728)
  const around = (bytes: Buffer) => Buffer.concat([bytes.subarray(0, place(bytes)), bytes.subarray(place(bytes) + 32)])
  const signed = Buffer.from(c1)
  const digest = sign('Genuine Adobe Flash Player 001', around(signed))
  digest.copy(signed, place(signed))

  const answer = answerHandshake(signed)
  const s1 = answer.subarray(1, 1537)
  const s2 = answer.subarray(1537)
  expect(s1.subarray(place(s1), place(s1) + 32)).toEqual(sign('Genuine Adobe Flash Media Server 001', around(s1)))
  const suffix = Buffer.from('f0eec24a8068bee82e00d0d1029e7e576eec5d2d29806fab93b8e636cfeb31ae', 'hex')
  const key = sign(Buffer.concat([Buffer.from('Genuine Adobe Flash Media Server 001'), suffix]), digest)
  expect(s2.subarray(1504)).toEqual(sign(key, s2.subarray(0, 1504)))
})

it.each([1, 100, 1536, 1537, 1538, 3073, 4000])(
  'takes its bytes in pieces of %i, and hands on what follows',
  (size) => {
    const answers: Buffer[] = []
    const handshake = new Handshake((answer) => answers.push(answer))
    expect(handshake.receive(Buffer.alloc(0))?.length).toBe(0)
    const all = Buffer.concat([Buffer.from([3]), c1, Buffer.alloc(1536), Buffer.from('after')])
    const rest: Buffer[] = []
    for (let at = 0; at < all.length; at += size)
      rest.push(handshake.receive(all.subarray(at, at + size)) ?? Buffer.alloc(0))
    expect(Buffer.concat(rest).toString()).toBe('after')
    expect(answers.map((answer) => answer.subarray(1537).equals(c1))).toEqual([true])
    expect(handshake.isDone).toBe(true)
  },
)

it('takes no other version', () => {
  expect(new Handshake(() => {}).receive(Buffer.from('GET / HTTP/1.1'))).toBeNull()
})
