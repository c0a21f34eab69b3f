import { expect, it } from 'vitest'
import { z } from 'zod'
import { ConfigError, logLevelVariable, portVariable, readEnvironment } from './environment.ts'

const schema = z.object({
  SHOAL_PORT: portVariable.default(8000),
  SHOAL_LOG_LEVEL: logLevelVariable,
  SHOAL_SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be an smtp:// URL' }).optional(),
  SHOAL_METRICS_TOKEN: z.string().min(8, 'must have 8 characters or more').optional(),
})

it('takes an empty string for unset, and leaves out what it does not know', () => {
  const read = readEnvironment(schema, { SHOAL_PORT: '', SHOAL_OTHER: 'x', SHOAL_SMTP_URL: undefined })
  expect(read).toEqual({ SHOAL_PORT: 8000, SHOAL_LOG_LEVEL: 'info' })
})

it('names everything that is wrong, with what was found', () => {
  const wrong = () => readEnvironment(schema, { SHOAL_PORT: 'eighty', SHOAL_LOG_LEVEL: 'loud' })
  expect(wrong).toThrow(ConfigError)
  expect(wrong).toThrow(
    'SHOAL_PORT must be a port number from 0 to 65535, but is "eighty"; ' +
      'SHOAL_LOG_LEVEL must be trace, debug, info, warn, error, fatal or silent, but is "loud".',
  )
})

it.each([
  ['SHOAL_SMTP_URL', 'https://user:hush@mail.example.org'],
  ['SHOAL_METRICS_TOKEN', 'hush'],
])('does not repeat what may be secret in %s', (name, value) => {
  expect(() => readEnvironment(schema, { [name]: value })).toThrow(new RegExp(`^${name} must (?!.*hush)`))
})
