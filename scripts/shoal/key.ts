/** `shoal key`: lists, issues and revokes stream keys. */

import type { Channel } from '@shoal/db/channels'
import type { Database } from '@shoal/db/database'
import { Command } from 'commander'
import { OperatorError } from '../operator-error.ts'
import { lineOf } from './line-of.ts'
import { selectChannel } from './select-channel.ts'
import { verb, withDatabase } from './verb.ts'

type KeyOptions = { channel?: string; name: string; json?: boolean }

export function keyCommand(): Command {
  const key = new Command('key').description('Lists, issues and revokes stream keys.')
  key
    .command('list', { isDefault: true })
    .description('The keys of all channels, or of one. Keys themselves are kept nowhere; the hint is their end.')
    .option('--channel <name>', 'only this one')
    .option('--json', 'print one JSON array')
    .action(verb(list))
  key
    .command('new')
    .description('Issues a key and prints it, once.')
    .option('--channel <name>', 'the channel; not needed when there is one only')
    .option('--name <name>', 'what to call it, such as the machine it is for', 'from the shell')
    .option('--json', 'print one JSON object')
    .action(verb(issue))
  key
    .command('revoke')
    .description('Revokes a key; whoever publishes with it is disconnected.')
    .argument('<id>', 'as listed')
    .option('--json', 'print one JSON object')
    .action(verb(revoke))
  return key.addHelpText(
    'after',
    '\nExample:\n  npm run shoal -- key new --channel garden --name "camera by the pond"\n  npm run shoal -- key list',
  )
}

async function list({ channel: slug, json }: KeyOptions): Promise<void> {
  await withDatabase(async (database) => {
    const { listStreamKeys } = await import('@shoal/db/stream-keys')
    const rows = []
    for (const channel of await channelsOf(database, slug)) {
      for (const key of await listStreamKeys(database, channel.id)) rows.push({ ...key, channel: channel.slug })
    }
    if (json) {
      process.stdout.write(`${JSON.stringify(rows)}\n`)
      return
    }
    if (rows.length === 0) process.stdout.write('There is no stream key yet: `npm run shoal -- key new` issues one.\n')
    for (const row of rows) {
      const state = row.revokedAt
        ? `revoked ${day(row.revokedAt)}`
        : row.lastUsedAt
          ? `used ${day(row.lastUsedAt)}`
          : 'never used'
      process.stdout.write(`${row.id}  ${row.channel}  …${row.hint}  ${row.name}  ${state}\n`)
    }
  })
}

const nameSchema = lineOf('--name', 60)

async function issue({ channel: slug, name: given, json }: KeyOptions): Promise<void> {
  const { data: name, error } = nameSchema.safeParse(given)
  if (name === undefined) throw new OperatorError(`${error.issues[0]?.message}.`)
  await withDatabase(async (database, settings) => {
    const { issueStreamKey } = await import('@shoal/db/stream-keys')
    const { writeAuditEntry } = await import('@shoal/db/audit')
    const channel = await selectChannel(database, slug)
    const { id, key: streamKey } = await issueStreamKey(database, { channelId: channel.id, name })
    await writeAuditEntry(database, {
      ...{ actor: null, action: 'key-made', target: `channel ${channel.slug}` },
      detail: { name, from: 'command line' },
    })
    const issued = { id, channel: channel.slug, name, streamKey, rtmpUrl: settings.rtmpUrl }
    if (json) process.stdout.write(`${JSON.stringify(issued)}\n`)
    else process.stdout.write(`Server URL   ${settings.rtmpUrl}\nStream key   ${streamKey}   (shown this once)\n`)
  })
}

async function revoke(id: string, { json }: KeyOptions): Promise<void> {
  await withDatabase(async (database) => {
    const { revokeStreamKey } = await import('@shoal/db/stream-keys')
    const { writeAuditEntry } = await import('@shoal/db/audit')
    if (!(await revokeStreamKey(database, id))) {
      throw new OperatorError(`No key in use has the id ${id}: \`npm run shoal -- key list\` shows them.`)
    }
    await writeAuditEntry(database, {
      ...{ actor: null, action: 'key-revoked', target: `key ${id}` },
      detail: { from: 'command line' },
    })
    process.stdout.write(json ? `${JSON.stringify({ id, revoked: true })}\n` : `${id} is revoked.\n`)
  })
}

async function channelsOf(database: Database, slug: string | undefined): Promise<Channel[]> {
  const { listChannels } = await import('@shoal/db/channels')
  return slug === undefined ? listChannels(database) : [await selectChannel(database, slug)]
}

function day(at: Date): string {
  return at.toISOString().slice(0, 10)
}
