/** What is still to happen in the model, earliest first: a binary heap over typed arrays, no object an event. */

const START_CAPACITY = 1 << 16

export class EventHeap {
  /** The event that `next` took last. */
  seconds = 0
  kind = 0
  a = 0
  b = 0
  c = 0

  #times = new Float64Array(START_CAPACITY)
  #places = new Int32Array(START_CAPACITY)
  #payload = new Int32Array(START_CAPACITY * 4)
  #free = new Int32Array(START_CAPACITY)
  #freeCount = 0
  #used = 0
  #size = 0

  get size(): number {
    return this.#size
  }

  push(seconds: number, kind: number, a: number, b = 0, c = 0): void {
    if (this.#size === this.#times.length) this.#grow()
    const place = this.#freeCount > 0 ? (this.#free[--this.#freeCount] ?? 0) : this.#used++
    const payload = this.#payload
    payload[place * 4] = kind
    payload[place * 4 + 1] = a
    payload[place * 4 + 2] = b
    payload[place * 4 + 3] = c
    this.#rise(this.#size++, seconds, place)
  }

  /** Takes the earliest event into the fields; false when there is none. Events of one moment come in a fixed order. */
  next(): boolean {
    if (this.#size === 0) return false
    const place = this.#places[0] ?? 0
    const payload = this.#payload
    this.seconds = this.#times[0] ?? 0
    this.kind = payload[place * 4] ?? 0
    this.a = payload[place * 4 + 1] ?? 0
    this.b = payload[place * 4 + 2] ?? 0
    this.c = payload[place * 4 + 3] ?? 0
    this.#free[this.#freeCount++] = place
    this.#size -= 1
    if (this.#size > 0) this.#sink(this.#times[this.#size] ?? 0, this.#places[this.#size] ?? 0)
    return true
  }

  #rise(from: number, seconds: number, place: number): void {
    const times = this.#times
    const places = this.#places
    let at = from
    while (at > 0) {
      const parent = (at - 1) >> 1
      const parentSeconds = times[parent] ?? 0
      if (parentSeconds <= seconds) break
      times[at] = parentSeconds
      places[at] = places[parent] ?? 0
      at = parent
    }
    times[at] = seconds
    places[at] = place
  }

  #sink(seconds: number, place: number): void {
    const times = this.#times
    const places = this.#places
    const size = this.#size
    let at = 0
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && (times[child + 1] ?? 0) < (times[child] ?? 0)) child += 1
      const childSeconds = times[child] ?? 0
      if (childSeconds >= seconds) break
      times[at] = childSeconds
      places[at] = places[child] ?? 0
      at = child
    }
    times[at] = seconds
    places[at] = place
  }

  #grow(): void {
    const capacity = this.#times.length * 2
    this.#times = enlarged(this.#times, new Float64Array(capacity))
    this.#places = enlarged(this.#places, new Int32Array(capacity))
    this.#payload = enlarged(this.#payload, new Int32Array(capacity * 4))
    this.#free = enlarged(this.#free, new Int32Array(capacity))
  }
}

function enlarged<Numbers extends Float64Array | Int32Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from)
  return to
}
