/** What a personal access token may be used for. Never more than its owner may. */

import { z } from 'zod'

export const scopeSchema = z.enum([
  'channels:read',
  'channels:write',
  'broadcasts:read',
  'broadcasts:write',
  'chat:read',
  'chat:moderate',
  'analytics:read',
  'account:read',
  'account:write',
  'server:admin',
])
export type Scope = z.infer<typeof scopeSchema>

/** In plain words, for the API's page and its document. */
export const SCOPE_WORDS: { [scope in Scope]: string } = {
  'channels:read': 'See the settings, keys’ names, members and webhooks of your channels',
  'channels:write': 'Change your channels: settings, keys, members and webhooks',
  'broadcasts:read': 'See your broadcasts and recordings, hidden ones too',
  'broadcasts:write': 'Change and end broadcasts; publish, download and delete recordings',
  'chat:read': 'Read chats that you may read',
  'chat:moderate': 'Delete messages, time people out and ban them where you moderate',
  'analytics:read': 'Read figures of your broadcasts; an operator’s token, of all',
  'account:read': 'See your account, and what you follow',
  'account:write': 'Change what you follow and how you are told',
  'server:admin': 'Run the server as an operator: settings, people, audit log',
}
