/** What the operator's setup and sign-in need of the database. */

import { betterAuth } from 'better-auth'
import { expect, it } from 'vitest'
import { createChannel, findChannel, listChannels } from './channels.ts'
import { authAdapter, hasOperator, setUpServer } from './operators.ts'
import { addOperatorWithChannel } from './testing/sample-rows.ts'
import { describeOnBothDatabases } from './testing/two-databases.ts'

const setup = {
  name: 'Ada',
  email: 'Ada@Example.org',
  passwordHash: 'salt:hash',
  channel: { slug: 'harbour', title: 'The harbour' },
}

describeOnBothDatabases('operators and channels', (database) => {
  it('has no operator until the server is set up', async () => {
    expect(await hasOperator(database())).toBe(false)
    expect(await setUpServer(database(), setup)).toMatchObject({ kind: 'created' })
    expect(await hasOperator(database())).toBe(true)
  })

  it('is set up once, also when two ask at the same time', async () => {
    const another = { ...setup, email: 'eve@example.org', channel: { slug: 'hijacked', title: 'Hijacked' } }
    const answers = await Promise.all([setUpServer(database(), setup), setUpServer(database(), another)])
    expect(answers.map(({ kind }) => kind).sort()).toEqual(['already-set-up', 'created'])
    expect(await listChannels(database())).toHaveLength(1)
    expect(await database().prisma.user.count()).toBe(1)
  })

  it('makes neither account nor channel when one of them cannot be made', async () => {
    const db = database()
    await addOperatorWithChannel(db)
    await db.prisma.installation.deleteMany()
    const clash = { ...setup, email: 'second@example.org' } // the slug is taken
    await expect(setUpServer(db, clash)).rejects.toThrow()
    expect(await hasOperator(db)).toBe(false)
    expect(await db.prisma.user.count()).toBe(1)
  })

  it('signs the operator in through better-auth, with the hash that setup was given', async () => {
    const auth = betterAuth({
      baseURL: 'http://localhost:3000',
      secret: 'a secret that is long enough for a test',
      database: authAdapter(database()),
      emailAndPassword: { enabled: true },
      telemetry: { enabled: false },
    })
    const passwordHash = await (await auth.$context).password.hash('correct horse battery')
    await setUpServer(database(), { ...setup, passwordHash })

    const signIn = (password: string) =>
      auth.api.signInEmail({ body: { email: 'ada@example.org', password }, returnHeaders: true })
    const { headers } = await signIn('correct horse battery')
    const cookie = headers.get('set-cookie')?.split(';')[0] ?? ''
    const session = await auth.api.getSession({ headers: new Headers({ cookie }) })
    expect(session?.user).toMatchObject({ name: 'Ada', email: 'ada@example.org' })
    await expect(signIn('wrong horse')).rejects.toThrow()
  })

  it('finds a channel by its slug and refuses a second one of that slug', async () => {
    const { userId, channelId } = await addOperatorWithChannel(database())
    expect(await findChannel(database(), 'harbour')).toMatchObject({
      id: channelId,
      title: 'The harbour',
      ownerId: userId,
    })
    expect(await findChannel(database(), 'nowhere')).toBeNull()

    const lighthouse = { slug: 'lighthouse', title: 'The lighthouse', ownerId: userId }
    expect(await createChannel(database(), lighthouse)).toMatchObject({ kind: 'created', channel: lighthouse })
    expect(await createChannel(database(), lighthouse)).toEqual({ kind: 'slug-taken' })
    expect((await listChannels(database())).map(({ slug }) => slug)).toEqual(['harbour', 'lighthouse'])
  })
})
