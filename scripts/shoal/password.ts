/** `shoal password`: a new password for who has lost theirs, an operator before all: at the shell one is trusted. */

import { randomBytes } from 'node:crypto'
import type { AccountRow } from '@shoal/db/accounts'
import type { Database } from '@shoal/db/database'
import { hashPassword } from '@shoal/db/password'
import { Command } from 'commander'
import { OperatorError } from '../operator-error.ts'
import { verb, withDatabase } from './verb.ts'

type PasswordOptions = { email?: string; json?: boolean }

export function passwordCommand(): Command {
  return new Command('password')
    .description('Makes a new password for an account and prints it, once. Its sessions and its second factor end.')
    .option('--email <address>', 'whose; not needed where there is one operator')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  npm run shoal -- password --email me@example.org')
    .action(verb(giveNewPassword))
}

async function giveNewPassword({ email, json }: PasswordOptions): Promise<void> {
  await withDatabase(async (database) => {
    const { removeSecondFactor, setPassword } = await import('@shoal/db/accounts')
    const { writeAuditEntry } = await import('@shoal/db/audit')
    const account = await selectAccount(database, email)
    const password = randomBytes(12).toString('base64url')
    await setPassword(database, { userId: account.id, passwordHash: await hashPassword(password) })
    await removeSecondFactor(database, account.id)
    await writeAuditEntry(database, {
      ...{ actor: null, action: 'password-reset', target: `account ${account.name}` },
      detail: { from: 'command line' },
    })
    if (json) process.stdout.write(`${JSON.stringify({ email: account.email, password })}\n`)
    else process.stdout.write(`E-mail     ${account.email}\nPassword   ${password}   (shown this once)\n`)
  })
}

/** @throws OperatorError */
async function selectAccount(database: Database, email: string | undefined): Promise<AccountRow> {
  const { listAccounts } = await import('@shoal/db/accounts')
  if (email !== undefined) {
    const { accounts } = await listAccounts(database, { search: email })
    const found = accounts.find((one) => one.email === email.toLowerCase())
    if (!found) throw new OperatorError(`No account has the e-mail ${email}.`)
    return found
  }
  const { accounts } = await listAccounts(database, { role: 'operator' })
  const [only, ...others] = accounts
  if (!only) throw new OperatorError('There is no account yet: `npm run shoal -- setup` makes one.')
  if (others.length === 0) return only
  throw new OperatorError(`Say whose with --email: ${accounts.map((one) => one.email).join(', ')}.`)
}
