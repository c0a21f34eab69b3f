/** How the element looks: a page gives it its size, and may style its parts. */

const STYLE = `
:host { display: block; position: relative; aspect-ratio: 16 / 9; background: #04101a; color: #fff; overflow: hidden; font: 1rem/1.4 system-ui, sans-serif }
:host([hidden]) { display: none }
video { width: 100%; height: 100%; display: block }
[part=note], [part=ask], [part=notice] { position: absolute; inset: auto 0 auto 0; margin: auto; padding: .6rem 1rem; text-align: center }
[part=note] { inset: 0; display: grid; place-content: center; pointer-events: none; text-shadow: 0 1px 3px #000 }
[part=note][data-low] { inset: calc(50% + 1rem) 0 0; place-content: start center; padding-block: 0; font-size: .875rem }
[data-low] ~ [part=play] { translate: 0 -1.4rem }
[part=ask], [part=notice] { top: .5rem; width: fit-content; max-width: 92%; box-sizing: border-box; border-radius: .8rem; background: rgb(8 20 30 / .92); font-size: .875rem }
[part=ask]:not([hidden]), [part=notice]:not([hidden]) { display: flex; flex-wrap: wrap; align-items: center; justify-content: center }
#consent { flex: 1 1 16rem; text-align: start }
[part=notice] { padding-block: .2rem; font-size: .8125rem }
[part=play] { position: absolute; inset: 0; margin: auto; width: fit-content; height: fit-content; min-height: 3.5rem; padding: 0 1.6rem; font-size: 1.125rem }
button { min-height: 2.25rem; margin: .25rem; padding: 0 .9rem; border: 0; border-radius: .6rem; background: #fff; color: #04101a; font: inherit; font-weight: 600; cursor: pointer }
[part=notice] button { min-height: 1.75rem; padding: 0 .7rem; background: rgb(255 255 255 / .16); color: #fff }
[hidden] { display: none !important }
`

let made: CSSStyleSheet | undefined

/** The same for all of a page's players. A page whose policy refuses styles in elements lets this one be: it is a script's. */
export function sheet(): CSSStyleSheet {
  if (!made) {
    made = new CSSStyleSheet()
    made.replaceSync(STYLE)
  }
  return made
}
