/** Has every address in a playlist, a manifest or a storyboard carry the ticket that it was asked for with. Pure. */

export type TicketedType = 'playlist' | 'manifest' | 'cues'

/** @param ticket verified: of characters that mean nothing in a URL, in XML or in a playlist */
export function withTicket(type: TicketedType, text: string, ticket: string): string {
  const carry = (uri: string) => `${uri}${uri.includes('?') ? '&' : '?'}ticket=${ticket}`
  switch (type) {
    case 'playlist':
      return text
        .split('\n')
        .map((line) => {
          if (line === '') return line
          return line.startsWith('#')
            ? line.replace(/\bURI="([^"]+)"/g, (_, uri) => `URI="${carry(uri)}"`)
            : carry(line)
        })
        .join('\n')
    case 'manifest':
      return text.replace(/ (media|initialization)="([^"]+)"/g, (_, name, uri) => ` ${name}="${carry(uri)}"`)
    case 'cues':
      return text.replace(/^([^\s#]+\.jpg)(?=#|$)/gm, (uri) => carry(uri))
  }
}
