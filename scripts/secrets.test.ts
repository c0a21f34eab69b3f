import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ensureSecrets, ensureSetupToken, removeSetupToken } from './secrets.ts'

const modeOf = async (path: string) => (await stat(path)).mode & 0o777

describe('secrets', () => {
  let folder: string
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'shoal-secrets-')), 'secrets')
  })
  afterEach(() => rm(join(folder, '..'), { recursive: true }))

  it('are 32 random bytes each, in files that only this user may read', async () => {
    await ensureSecrets(folder)
    expect(await modeOf(folder)).toBe(0o700)
    expect((await readdir(folder)).sort()).toEqual(['auth-secret', 'chat-secret', 'ticket-secret', 'turn-secret'])
    const [auth, ticket] = await Promise.all(
      ['auth-secret', 'ticket-secret'].map(async (name) => {
        expect(await modeOf(join(folder, name))).toBe(0o600)
        return (await readFile(join(folder, name), 'utf8')).trim()
      }),
    )
    expect(Buffer.from(auth ?? '', 'base64url')).toHaveLength(32)
    expect(auth).not.toBe(ticket)
  })

  it('are never overwritten, and closed to others when somebody opened them', async () => {
    await ensureSecrets(folder)
    await writeFile(join(folder, 'auth-secret'), 'mine\n')
    await chmod(join(folder, 'auth-secret'), 0o644)
    await ensureSecrets(folder)
    expect(await readFile(join(folder, 'auth-secret'), 'utf8')).toBe('mine\n')
    expect(await modeOf(join(folder, 'auth-secret'))).toBe(0o600)
  })

  it('are the same for all who make them at the same time', async () => {
    await ensureSecrets(folder)
    const tokens = await Promise.all(Array.from({ length: 20 }, () => ensureSetupToken(folder)))
    expect(new Set(tokens).size).toBe(1)
    expect(tokens[0]).toBe((await readFile(join(folder, 'setup-token'), 'utf8')).trim())
    expect(await readdir(folder)).toHaveLength(5)
  })

  it('forget the setup token once it is used', async () => {
    await ensureSecrets(folder)
    const first = await ensureSetupToken(folder)
    expect(Buffer.from(first, 'base64url')).toHaveLength(24)
    await removeSetupToken(folder)
    await removeSetupToken(folder)
    expect(await ensureSetupToken(folder)).not.toBe(first)
  })
})
