import 'media-chrome/media-control-bar'
import 'media-chrome/media-loading-indicator'
import 'media-chrome/media-volume-range'
