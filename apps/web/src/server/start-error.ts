/** Why the web app could not start, as one sentence for the person at the shell. */

import { ConfigError } from '@shoal/protocol/environment'
import { MissingSecretError } from './secrets.ts'

export class MissingBuildError extends Error {
  override name = 'MissingBuildError'
  constructor() {
    super('The web app has not been built. Run "npx turbo run build", or start with "npm start", which builds it.')
  }
}

export function explainStart(error: unknown): string {
  if (error instanceof ConfigError || error instanceof MissingSecretError || error instanceof MissingBuildError) {
    return error.message
  }
  if (isListenError(error)) {
    const where = `port ${error.port}`
    if (error.code === 'EADDRINUSE') return `The web app's ${where} is in use. Set SHOAL_WEB_PORT to a free one.`
    if (error.code === 'EACCES') return `The web app may not open ${where}. Set SHOAL_WEB_PORT to one above 1023.`
    return `The web app cannot listen on ${error.address ?? ''} ${where}. Check SHOAL_HOST and SHOAL_WEB_PORT.`
  }
  return `The web app could not start: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`
}

type ListenError = Error & { code: string; port: number; address?: string }

function isListenError(error: unknown): error is ListenError {
  return (
    error instanceof Error && 'syscall' in error && error.syscall === 'listen' && 'port' in error && 'code' in error
  )
}
