/** media-chrome's elements come in parts, each a file that the browser runs by itself: all at once hold a phone up. */

import 'media-chrome/media-controller'
