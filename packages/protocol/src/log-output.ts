/** Where the servers write their logs: standard output, which may go away before they do. */

/**
 * For pino in place of its own writer: that one tries a broken pipe again for ever when its process ends (sonic-boom
 * 4.2, `flushSync`), and a server whose supervisor was killed never went.
 */
export function logOutput(): NodeJS.WriteStream {
  if (process.stdout.listenerCount('error', ignore) === 0) process.stdout.on('error', ignore)
  return process.stdout
}

function ignore(): void {}
