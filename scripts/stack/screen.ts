/** The one screen that is left on the terminal when everything runs. */

import type { Settings } from '../settings.ts'

export type Standing =
  | { kind: 'new'; setupToken: string }
  /** Slugs of the channels. */
  | { kind: 'set-up'; channels: readonly string[] }

export function composeScreen(settings: Settings, standing: Standing): string {
  const rows = standing.kind === 'new' ? newRows(settings, standing.setupToken) : usualRows(settings, standing.channels)
  const width = Math.max(...rows.map(([label]) => label.length)) + 3
  const next =
    standing.kind === 'new'
      ? [
          'Next: open the setup link and create your account and first channel. The studio',
          'then shows the stream key for OBS. To see a picture without OBS, run',
          'npm run test-picture in another terminal.',
        ]
      : [
          'Next: point OBS at the RTMP server with a stream key of the studio, or run',
          'npm run test-picture in another terminal.',
        ]
  return [
    '',
    '  Shoal is running.',
    '',
    ...rows.map(([label, value]) => `  ${label.padEnd(width)}${value}`),
    '',
    ...next.map((line) => `  ${line}`),
    '  Ctrl-C stops everything.',
    '',
  ].join('\n')
}

type Row = readonly [label: string, value: string]

function newRows(settings: Settings, token: string): Row[] {
  return [
    ['Setup, once', `${settings.publicUrl}/setup?token=${token}`],
    ['RTMP server', settings.rtmpUrl],
    ['Logs', settings.logFolder],
  ]
}

function usualRows(settings: Settings, channels: readonly string[]): Row[] {
  return [
    ...channels.slice(0, 8).map((slug): Row => ['Watch', `${settings.publicUrl}/@${slug}`]),
    ['Studio', `${settings.publicUrl}/studio`],
    ['Dashboard', `${settings.publicUrl}/dashboard`],
    ['RTMP server', settings.rtmpUrl],
    ['Logs', settings.logFolder],
  ]
}
