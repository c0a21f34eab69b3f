/** Whether a text has a link, also one without its scheme. */

import { find } from 'linkifyjs'

export function hasLink(text: string): boolean {
  return find(text, 'url').length > 0
}
