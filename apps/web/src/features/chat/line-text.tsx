/** A message's text, with its links as links: to the web only, and with nothing of ours given to them. */

'use client'

import Linkify from 'linkify-react'

const OPTIONS = {
  defaultProtocol: 'https',
  target: '_blank',
  rel: 'nofollow noopener noreferrer ugc',
  className: 'underline underline-offset-2 text-sea [[data-overlay]_&]:text-inherit',
  validate: {
    url: (value: string) => /^https?:\/\//i.test(value) || !/^[a-z][a-z+.-]*:/i.test(value),
    email: () => false,
  },
}

export function LineText({ text }: { text: string }) {
  return (
    <bdi className="[overflow-wrap:anywhere]">
      <Linkify options={OPTIONS}>{text}</Linkify>
    </bdi>
  )
}
