/** Shows what is being done: one line a step, with a tick and its time; it moves on a terminal, and is plain elsewhere. */

import ora from 'ora'

/** Replaces what the line says while the step runs. */
export type Note = (text: string) => void
export type Steps = { run<T>(title: string, work: (note: Note) => Promise<T>): Promise<T> }

/** A step that takes longer than this is named before it ends, where the line cannot move. */
const ANNOUNCE_AFTER_MS = 1500

export function createSteps(out: NodeJS.WriteStream = process.stderr): Steps {
  // on a terminal that does not know its width, as some have behind `docker -t`, ora clears lines for ever
  const canMove = out.isTTY && out.columns > 0
  return { run: (title, work) => (canMove ? runMoving(out, title, work) : runPlain(out, title, work)) }
}

async function runMoving<T>(stream: NodeJS.WriteStream, title: string, work: (note: Note) => Promise<T>): Promise<T> {
  const begun = performance.now()
  let said = title
  const spinner = ora({ text: title, stream, discardStdin: false }).start()
  const clock = setInterval(() => {
    spinner.text = `${said} ${elapsed(begun)}`
  }, 500)
  try {
    const result = await work((text) => {
      said = text
    })
    spinner.succeed(`${said} ${elapsed(begun)}`)
    return result
  } catch (error) {
    spinner.fail(said)
    throw error
  } finally {
    clearInterval(clock)
  }
}

async function runPlain<T>(out: NodeJS.WriteStream, title: string, work: (note: Note) => Promise<T>): Promise<T> {
  const begun = performance.now()
  let said = title
  const late = setTimeout(() => out.write(`… ${said}\n`), ANNOUNCE_AFTER_MS)
  try {
    const result = await work((text) => {
      said = text
    })
    out.write(`✔ ${said} ${elapsed(begun)}\n`)
    return result
  } catch (error) {
    out.write(`✖ ${said}\n`)
    throw error
  } finally {
    clearTimeout(late)
  }
}

function elapsed(begun: number): string {
  return `(${((performance.now() - begun) / 1000).toFixed(1)} s)`
}
