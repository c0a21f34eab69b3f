/** `shoal setup`: the operator and the first channel, without a browser. */

import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline/promises'
import { hashPassword } from '@shoal/db/password'
import { channelSlugSchema } from '@shoal/protocol/channel-slug'
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '@shoal/protocol/password-length'
import { Command } from 'commander'
import { z } from 'zod'
import { OperatorError } from '../operator-error.ts'
import { ensureSecrets, removeSetupToken } from '../secrets.ts'
import { lineOf } from './line-of.ts'
import { verb, withDatabase } from './verb.ts'

type SetupOptions = {
  name?: string
  email?: string
  password?: string
  channel?: string
  title?: string
  json?: boolean
}

/** As the pages ask for it. */
const answersSchema = z.object({
  name: lineOf('--name'),
  email: z.email('--email must be an e-mail address'),
  password: z
    .string()
    .min(MIN_PASSWORD_LENGTH, `--password must have at least ${MIN_PASSWORD_LENGTH} characters`)
    .max(MAX_PASSWORD_LENGTH, `--password must have ${MAX_PASSWORD_LENGTH} characters at most`),
  channel: channelSlugSchema,
  title: lineOf('--title'),
})
type Answers = z.infer<typeof answersSchema>

export function setupCommand(): Command {
  return new Command('setup')
    .description("Creates the operator's account, the first channel and its stream key, without a browser.")
    .option('--name <name>', "the operator's name (Operator)")
    .option('--email <address>', 'to sign in with (operator@shoal.local)')
    .option(
      '--password <password>',
      `at least ${MIN_PASSWORD_LENGTH} characters; one is made and printed once when it is left out`,
    )
    .option('--channel <name>', "the channel's name in its address: small letters, digits, hyphens (live)")
    .option('--title <title>', "the channel's title (Live)")
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nExample:\n  npm run shoal -- setup --email me@example.org --channel garden --title "The garden"',
    )
    .action(verb(setUp))
}

async function setUp(options: SetupOptions): Promise<void> {
  const given = Object.keys(options).length === 0 && process.stdin.isTTY ? await ask() : options
  const password = given.password ?? randomBytes(12).toString('base64url')
  const answers = checkAnswers({
    name: given.name ?? 'Operator',
    email: given.email ?? 'operator@shoal.local',
    password,
    channel: given.channel ?? 'live',
    title: given.title ?? (given.channel ? given.channel : 'My channel'),
  })
  await withDatabase(async (database, settings) => {
    const { setUpServer } = await import('@shoal/db/operators')
    const { issueStreamKey } = await import('@shoal/db/stream-keys')
    const { name, email, channel: slug, title } = answers
    const passwordHash = await hashPassword(answers.password)
    const result = await setUpServer(database, { name, email, passwordHash, channel: { slug, title } })
    if (result.kind === 'already-set-up') {
      throw new OperatorError(
        'Shoal is already set up here: sign in at the studio, or use `npm run shoal -- key` for keys.',
      )
    }
    const { key: streamKey } = await issueStreamKey(database, { channelId: result.channelId, name: 'first key' })
    const { writeAuditEntry } = await import('@shoal/db/audit')
    await writeAuditEntry(database, {
      ...{ actor: null, action: 'server-set-up', target: `channel ${slug}` },
      detail: { from: 'command line' },
    })
    await ensureSecrets(settings.secretsFolder)
    await removeSetupToken(settings.secretsFolder)
    report(
      {
        email: answers.email,
        ...(given.password === undefined ? { password } : {}),
        channel: slug,
        streamKey,
        rtmpUrl: settings.rtmpUrl,
        watchUrl: `${settings.publicUrl}/@${slug}`,
        studioUrl: `${settings.publicUrl}/studio/${slug}`,
      },
      options.json === true,
    )
  })
}

/** @throws OperatorError naming the flag. */
function checkAnswers(answers: Answers): Answers {
  const parsed = answersSchema.safeParse(answers)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const message = issue?.path[0] === 'channel' ? `--channel: ${issue.message}` : issue?.message
  throw new OperatorError(`${message}.`)
}

async function ask(): Promise<SetupOptions> {
  using asker = createInterface({ input: process.stdin, output: process.stderr })
  const question = async (text: string) => (await asker.question(text)).trim() || undefined
  const answers = {
    name: await question('Your name (Operator): '),
    email: await question('E-mail to sign in with (operator@shoal.local): '),
    password: await question('Password (empty: one is made for you): '),
    channel: await question("The channel's name in its address (live): "),
    title: await question("The channel's title (Live): "),
  }
  return Object.fromEntries(Object.entries(answers).filter(([, value]) => value !== undefined))
}

type Report = {
  email: string
  password?: string
  channel: string
  streamKey: string
  rtmpUrl: string
  watchUrl: string
  studioUrl: string
}

function report(made: Report, isJson: boolean): void {
  if (isJson) {
    process.stdout.write(`${JSON.stringify(made)}\n`)
    return
  }
  const rows = [
    ['Sign in as', made.email],
    ...(made.password ? [['Password', `${made.password}   (shown this once)`]] : []),
    ['Server URL', made.rtmpUrl],
    ['Stream key', `${made.streamKey}   (shown this once)`],
    ['Watch', made.watchUrl],
    ['Studio', made.studioUrl],
  ]
  process.stdout.write(`${rows.map(([label = '', value = '']) => `${label.padEnd(13)}${value}`).join('\n')}\n`)
}
