import { expect, it } from 'vitest'
import { withTicket } from './ticketed-text.ts'

it('gives every address of a playlist the ticket, those in attributes too', () => {
  const playlist = '#EXTM3U\n#EXT-X-MAP:URI="init-a.mp4"\n#EXTINF:2.0,\n7-b.m4s\n#EXT-X-ENDLIST\n'
  expect(withTicket('playlist', playlist, 'a.b.c')).toBe(
    '#EXTM3U\n#EXT-X-MAP:URI="init-a.mp4?ticket=a.b.c"\n#EXTINF:2.0,\n7-b.m4s?ticket=a.b.c\n#EXT-X-ENDLIST\n',
  )
})

it('gives the templates of a manifest the ticket, and leaves the clock alone', () => {
  const manifest =
    '<SegmentTemplate media="1/$RepresentationID$/$Number$.video.m4s" startNumber="1"/>\n<UTCTiming value="clock.txt"/>'
  expect(withTicket('manifest', manifest, 'a.b.c')).toBe(
    '<SegmentTemplate media="1/$RepresentationID$/$Number$.video.m4s?ticket=a.b.c" startNumber="1"/>\n<UTCTiming value="clock.txt"/>',
  )
})

it('gives the pictures of a storyboard the ticket, before the part that is shown', () => {
  const cues = 'WEBVTT\n\n00:00:00.000 --> 00:00:10.000\nstoryboard-1.jpg#xywh=0,0,160,90\n'
  expect(withTicket('cues', cues, 'a.b.c')).toBe(
    'WEBVTT\n\n00:00:00.000 --> 00:00:10.000\nstoryboard-1.jpg?ticket=a.b.c#xywh=0,0,160,90\n',
  )
})
