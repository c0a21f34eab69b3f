/** How to set up OBS, for someone who does it the first time. */

import { Code } from '../../ui/code.tsx'

export function ObsGuide() {
  return (
    <details className="group border-t border-line pt-4">
      <summary className="font-medium">How to set up OBS</summary>
      <ol className="mt-3 list-decimal space-y-2 pl-5 text-sm text-ink-soft">
        <li>
          In <b className="text-ink">Settings → Stream</b>, choose the service <b className="text-ink">Custom…</b> and
          paste the server and the stream key.
        </li>
        <li>
          In <b className="text-ink">Settings → Output</b>, set the rate control to <b className="text-ink">CBR</b> and
          the keyframe interval to <b className="text-ink">2 s</b>. 2500 to 6000 kbit/s suit 720p and 1080p.
        </li>
        <li>
          Press <b className="text-ink">Start Streaming</b>. The picture appears here within ten seconds.
        </li>
      </ol>
      <p className="mt-3 text-sm text-ink-soft">
        No OBS at hand? <Code>npm run test-picture</Code> sends a moving picture to this channel.
      </p>
    </details>
  )
}
