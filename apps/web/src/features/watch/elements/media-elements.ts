/** The attributes of media-chrome's elements that ours are made with. */

import type { HTMLAttributes, Ref } from 'react'

type MediaElement = HTMLAttributes<HTMLElement> & { ref?: Ref<HTMLElement> }

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      /** It is defined when the controls come. */
      'media-controller': MediaElement & {
        defaultstreamtype?: string
        fullscreenelement?: string
        nohotkeys?: string
        novolumepref?: string
        nomutedpref?: string
        keyboardbackwardseekoffset?: string
      }
      'media-loading-indicator': MediaElement & { noautohide?: string }
      'media-control-bar': MediaElement
      'media-time-range': MediaElement
      'media-preview-thumbnail': MediaElement
      'media-preview-time-display': MediaElement
      'media-play-button': MediaElement
      'media-seek-backward-button': MediaElement & { seekoffset?: string }
      'media-seek-forward-button': MediaElement & { seekoffset?: string }
      'media-mute-button': MediaElement
      'media-volume-range': MediaElement
      'media-time-display': MediaElement & { showduration?: string }
      'media-captions-button': MediaElement
      'media-airplay-button': MediaElement
      'media-pip-button': MediaElement
      'media-fullscreen-button': MediaElement
    }
  }
}
