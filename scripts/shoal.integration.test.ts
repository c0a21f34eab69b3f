import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listAuditEntries } from '@shoal/db/audit'
import { openOperatorDatabase } from '@shoal/db/operator-database'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { freePortEnvironment, holdPort } from './testing/free-ports.ts'
import { runScript, startScript } from './testing/run-script.ts'

const setupSchema = z.strictObject({
  email: z.string(),
  password: z.string().optional(),
  channel: z.string(),
  streamKey: z.string().regex(/^shoal_[\w-]{32}$/),
  rtmpUrl: z.string(),
  watchUrl: z.url(),
  studioUrl: z.url(),
})
const keysSchema = z.array(z.object({ id: z.string(), name: z.string(), revokedAt: z.string().nullable() }))
const doctorSchema = z.object({
  ok: z.boolean(),
  checks: z.array(z.object({ name: z.string(), state: z.string(), found: z.string(), advice: z.string().optional() })),
})

describe('the operator at a shell', () => {
  let folder: string
  let environment: Record<string, string>
  const shoal = (...args: string[]) => runScript('shoal', args, environment)
  const doctor = async () => doctorSchema.parse(JSON.parse((await shoal('doctor', '--json')).stdout))
  const keys = async () => keysSchema.parse(JSON.parse((await shoal('key', '--json')).stdout))
  /** The newest acts of the audit log, the newest first. */
  const audited = async (take: number) => {
    await using database = await openOperatorDatabase({ dataFolder: join(folder, 'data') })
    return (await listAuditEntries(database.db, {}, { take })).entries.map(({ action }) => action)
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoal-shell-'))
    environment = { SHOAL_DATA: join(folder, 'data'), ...(await freePortEnvironment()) }
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it.concurrent.each([
    ['setup'],
    ['key'],
    ['password'],
    ['test-picture'],
    ['calibrate'],
    ['capacity'],
    ['seed'],
    ['doctor'],
  ])('finds an example in `%s --help`', async (verb) => {
    const { code, stdout } = await shoal(verb, '--help')
    expect(stdout).toMatch(/^Usage: shoal /)
    expect(stdout).toContain('Example:\n  npm run')
    expect(code).toBe(0)
  })

  it('gets a clean bill before anything has run', async () => {
    const { ok, checks } = await doctor()
    expect(checks.filter(({ state }) => state === 'fail')).toEqual([])
    expect(ok).toBe(true)
    expect(checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['node', 'data folder', 'disk', 'database', 'secrets', 'ffmpeg', 'udp loopback']),
    )
  })

  it('measures what the machine encodes, and has it for the doctor', async () => {
    const { code, stdout } = await shoal('calibrate')
    expect(stdout).toMatch(
      /^x264 encodes about [\d.]+ rungs? of 720p30 at once here \(\d+ megapixels a second\); broadcasts use at most 70 % /,
    )
    expect(code).toBe(0)
    const { checks } = await doctor()
    expect(checks.find(({ name }) => name === 'calibration')?.found).toBe(stdout.split('.\n')[0])
    expect(checks.find(({ name }) => name === 'encoder')?.found).toBe('x264 encodes')
  })

  it('says how many viewers a server carries, and that peers make them more', async () => {
    const { code, stdout } = await shoal('capacity', '--uplink-mbps', '100', '--rungs', '4000:1,1500:3', '--json')
    expect(code).toBe(0)
    const side = z.object({ viewers: z.int(), bound: z.string(), offload: z.number() })
    const { withP2p, withoutP2p } = z.object({ withP2p: side, withoutP2p: side }).parse(JSON.parse(stdout))
    expect(withoutP2p).toMatchObject({ bound: 'uplink', offload: 0 })
    expect(withP2p.viewers).toBeGreaterThan(3 * withoutP2p.viewers)
    const words = await shoal('capacity', '--uplink-mbps', '100')
    expect(words.stdout).toMatch(/^With P2P this server carries about [\d,]+ viewers, without it 31\.$/m)
    expect((await shoal('capacity', '--scenario', 'moon')).stderr).toMatch(/^--scenario is one of lan, home, /)
  })

  it.each([
    [['key', 'new', '--name', ' \u0007'], /^--name must not be empty\.$/],
    [['setup', '--email', 'me'], /^--email must be an e-mail address\.$/],
    [['setup', '--password', 'nine char'], /^--password must have at least 10 characters\.$/],
    [['setup', '--title', 'x'.repeat(81)], /^--title must have 80 characters at most\.$/],
    [['setup', '--channel', 'My Channel'], /^--channel: use 1 to 40 small letters/],
  ])('is told what is wrong with %j', async (args, sentence) => {
    const { code, stderr } = await shoal(...args)
    expect(stderr.trim()).toMatch(sentence)
    expect(code).toBe(1)
  })

  it('needs a channel for a key or a picture', async () => {
    const { code, stderr } = await shoal('key', 'new')
    expect(stderr).toMatch(/^There is no channel yet: /)
    expect(code).toBe(1)
  })

  it('sets the server up once, asking nothing', async () => {
    const { code, stdout } = await shoal('setup', '--json', '--channel', 'garden')
    expect(code).toBe(0)
    const made = setupSchema.parse(JSON.parse(stdout))
    expect(made).toMatchObject({
      channel: 'garden',
      rtmpUrl: `rtmp://localhost:${environment.SHOAL_RTMP_PORT}/live`,
      watchUrl: `http://localhost:${environment.SHOAL_WEB_PORT}/@garden`,
    })
    expect(made.password?.length).toBeGreaterThanOrEqual(16)

    const again = await shoal('setup', '--json')
    expect(again).toMatchObject({ code: 1, stdout: '' })
    expect(again.stderr).toMatch(/^Shoal is already set up here: .*\n$/)
  })

  it('gives a new password to the operator, or to whom it is told', async () => {
    const given = async (...args: string[]) => JSON.parse((await shoal('password', '--json', ...args)).stdout)
    const { email, password } = await given()
    expect(password).toMatch(/^[\w-]{16}$/)
    expect(await given('--email', email.toUpperCase())).toEqual({
      email,
      password: expect.not.stringMatching(password),
    })
    const unknown = await shoal('password', '--email', 'nobody@example.org')
    expect([unknown.code, unknown.stderr]).toEqual([1, 'No account has the e-mail nobody@example.org.\n'])
  })

  it('issues keys, lists them and revokes them', async () => {
    const issued = await shoal('key', 'new', '--name', 'pond', '--json')
    const { id, streamKey } = z.object({ id: z.string(), streamKey: z.string() }).parse(JSON.parse(issued.stdout))
    expect((await keys()).find((key) => key.id === id)).toMatchObject({ name: 'pond', revokedAt: null })
    expect((await shoal('key')).stdout).not.toContain(streamKey)
    expect((await shoal('key', 'revoke', id)).code).toBe(0)
    expect((await keys()).find((key) => key.id === id)?.revokedAt).toEqual(expect.any(String))
    expect(await shoal('key', 'revoke', id)).toMatchObject({ code: 1, stderr: expect.stringMatching(/^No key in use/) })
  })

  it('hears from the doctor about a foreign port, readable secrets and an ffmpeg that is none', async () => {
    const { server, port } = await holdPort()
    await chmod(join(folder, 'data', 'secrets', 'auth-secret'), 0o644)
    const changed = { ...environment, SHOAL_WEB_PORT: String(port), SHOAL_FFMPEG: '/bin/false' }
    const { code, stdout } = await runScript('shoal', ['doctor', '--json'], changed)
    const failed = doctorSchema.parse(JSON.parse(stdout)).checks.filter(({ state }) => state === 'fail')
    expect(failed.map(({ name }) => name)).toEqual(['secrets', 'ffmpeg', `port ${port}`])
    expect(failed.every(({ advice }) => advice !== undefined)).toBe(true)
    expect(code).toBe(1)
    await chmod(join(folder, 'data', 'secrets', 'auth-secret'), 0o600)
    await new Promise((done) => server.close(done))
  })

  it('is told when there is nobody to publish a picture to', async () => {
    const { code, stderr } = await shoal('test-picture')
    expect(stderr).toMatch(/^No RTMP server answers at rtmp:\/\/127\.0\.0\.1:\d+\/live: run `npm start` first.*\n$/)
    expect(code).toBe(1)
    expect((await keys()).filter(({ name }) => name === 'test picture')).toEqual([])
  })

  it('publishes a picture while `npm start` runs, with a key that is revoked afterwards', async () => {
    const start = startScript('start', [], environment)
    await vi.waitFor(() => expect(start.printed()).toContain('Ctrl-C stops everything'), { timeout: 170_000 })
    expect((await doctor()).checks.filter(({ found }) => found.startsWith('used by Shoal'))).toHaveLength(4)

    const picture = startScript('test-picture', ['--size', '320x180', '--fps', '15'], environment)
    await vi.waitFor(() => expect(picture.printed()).toContain('/@garden'), { timeout: 30_000 })
    const live = () =>
      fetch(`http://127.0.0.1:${environment.SHOAL_ORIGIN_PORT}/metrics`).then((answer) => answer.text())
    await expect.poll(live, { timeout: 30_000 }).toMatch(/^shoal_ingest_broadcasts_live 1$/m)
    picture.child.kill('SIGINT')
    expect((await picture.ended).code).toBe(0)
    expect((await keys()).find(({ name }) => name === 'test picture')?.revokedAt).toEqual(expect.any(String))
    expect(await audited(2)).toEqual(['test-picture-stopped', 'test-picture-started'])

    const refused = await runScript('test-picture', ['--key', 'shoal_nobodys', '--seconds', '20'], environment)
    expect(refused.code).toBe(1)
    expect(refused.stderr.trim().split('\n').at(-1)).toMatch(
      /^The server at rtmp:.* ended the connection: (?!.*nobodys)/,
    )

    start.child.kill('SIGINT')
    expect((await start.ended).code).toBe(0)
  }, 240_000)
})
