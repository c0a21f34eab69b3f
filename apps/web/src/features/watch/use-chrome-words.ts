/** Puts media-chrome's accessible names into the page's words, before its elements are made. */

'use client'

import { addTranslation, setLanguage } from 'media-chrome/dist/utils/i18n.js'
import { useEffect, useState } from 'react'
import { useLocale, useMessages } from 'use-intl/react'

/** False until it is done: the elements read their names once. */
export function useChromeWords(): boolean {
  const locale = useLocale()
  const messages = useMessages()
  const [isDone, setDone] = useState(false)

  useEffect(() => {
    const words = 'watch' in messages && messages.watch ? messages.watch.chrome : null
    if (words) addTranslation(locale, chromeNames(words))
    setLanguage(locale)
    // the element around them was made when its code came, and named then
    if (words) for (const player of document.querySelectorAll('media-controller')) player.ariaLabel = words.player
    setDone(true)
  }, [locale, messages])

  return isDone
}

type ChromeWords = Record<
  | 'play'
  | 'pause'
  | 'mute'
  | 'unmute'
  | 'volume'
  | 'seek'
  | 'back'
  | 'forward'
  | 'captions'
  | 'captionsOff'
  | 'pip'
  | 'pipOff'
  | 'fullscreen'
  | 'fullscreenOff'
  | 'airplay'
  | 'airplayOff'
  | 'player'
  | 'loading'
  | 'time'
  | 'unknownTime'
  | 'timeOf'
  | 'remaining'
  | 'hour'
  | 'hours'
  | 'minute'
  | 'minutes'
  | 'second'
  | 'seconds',
  string
>

/** By media-chrome's own keys (`lang/en.js`). It fills in its messages itself. */
function chromeNames(words: ChromeWords): Record<string, string> {
  const pairs: [string[], string][] = [
    [['Play', 'play'], words.play],
    [['Pause', 'pause'], words.pause],
    [['Mute', 'mute'], words.mute],
    [['Unmute', 'unmute'], words.unmute],
    [['volume'], words.volume],
    [['seek'], words.seek],
    [['Seek backward', 'seek back {seekOffset} seconds'], words.back],
    [['Seek forward', 'seek forward {seekOffset} seconds'], words.forward],
    [['Captions', 'Enable captions', 'closed captions'], words.captions],
    [['Disable captions'], words.captionsOff],
    [['Enter picture in picture mode', 'enter picture in picture mode'], words.pip],
    [['Exit picture in picture mode', 'exit picture in picture mode'], words.pipOff],
    [['Enter fullscreen mode', 'enter fullscreen mode'], words.fullscreen],
    [['Exit fullscreen mode', 'exit fullscreen mode'], words.fullscreenOff],
    [['Start airplay', 'start airplay'], words.airplay],
    [['Stop airplay', 'stop airplay'], words.airplayOff],
    [['video player', 'audio player'], words.player],
    [['media loading'], words.loading],
    [['playback time'], words.time],
    [['video not loaded, unknown time.'], words.unknownTime],
    [['{currentTime} of {totalTime}'], words.timeOf],
    [['{time} remaining'], words.remaining],
    [['hour'], words.hour],
    [['hours'], words.hours],
    [['minute'], words.minute],
    [['minutes'], words.minutes],
    [['second'], words.second],
    [['seconds'], words.seconds],
  ]
  return Object.fromEntries(pairs.flatMap(([keys, text]) => keys.map((key) => [key, text])))
}
