/** hls.js ships no types for its light build, which is the same API without subtitles, DRM and separate audio. */

declare module 'hls.js/light' {
  export { default } from 'hls.js'
}
