/**
 * Shoal's player in a frame of your page, as an object. This server's page /player tells more.
 *
 *   <iframe id="stage" src="https://live.example/embed/@harbour" allow="autoplay; fullscreen; picture-in-picture"></iframe>
 *   <script src="https://live.example/embed.js"></script>
 *   <script>
 *     const player = ShoalEmbed(document.getElementById('stage'))
 *     player.on('state', ({ state }) => console.log(state))
 *     player.play()
 *   </script>
 */
;(() => {
  const KINDS = ['ready', 'state', 'time', 'ended']

  /** `frame` is the iframe element. Messages go to, and are taken from, the origin of its address alone. */
  function embed(frame) {
    /** Pages give a frame its address later, or another one. */
    const origin = () => new URL(frame.src, location.href).origin
    const listeners = new Map(KINDS.map((kind) => [kind, new Set()]))
    /** Asked for before the player was ready. */
    const waiting = []
    let isReady = false

    function post(command) {
      frame.contentWindow?.postMessage({ shoal: 1, ...command }, origin())
    }
    function send(command) {
      if (isReady) post(command)
      else waiting.push(command)
    }
    function hear(event) {
      if (event.source !== frame.contentWindow || event.origin !== origin()) return
      const told = event.data
      if (typeof told !== 'object' || told === null || told.shoal !== 1 || !listeners.has(told.tell)) return
      if (told.tell === 'ready') {
        isReady = true
        clearInterval(greeting)
        for (const command of waiting.splice(0)) post(command)
      }
      for (const listener of listeners.get(told.tell)) listener(told)
    }
    // the player listens once its page is there, which nobody tells us
    let greeting
    const greetAgain = () => {
      isReady = false
      clearInterval(greeting)
      greeting = setInterval(() => post({ do: 'hello' }), 300)
    }
    addEventListener('message', hear)
    frame.addEventListener('load', greetAgain)
    greetAgain()

    return {
      play: () => send({ do: 'play' }),
      pause: () => send({ do: 'pause' }),
      mute: () => send({ do: 'mute' }),
      unmute: () => send({ do: 'unmute' }),
      /** Back to the live edge. */
      live: () => send({ do: 'live' }),
      /** 0 to 1. */
      volume: (value) => send({ do: 'volume', value }),
      /** A name of `state.qualities`, or null for automatic. */
      quality: (value) => send({ do: 'quality', value }),
      /** Seconds from the beginning of a recording; of a live broadcast, seconds behind live. */
      seek: (value) => send({ do: 'seek', value }),
      /** `kind` is ready, state, time or ended. Returns the undo. */
      on(kind, listener) {
        const all = listeners.get(kind)
        if (!all) throw new TypeError(`ShoalEmbed tells of ${KINDS.join(', ')}, not of ${kind}`)
        all.add(listener)
        return () => all.delete(listener)
      },
      /** The frame stays; nothing more is heard of it. */
      destroy() {
        clearInterval(greeting)
        removeEventListener('message', hear)
        frame.removeEventListener('load', greetAgain)
      },
    }
  }

  globalThis.ShoalEmbed = embed
})()
