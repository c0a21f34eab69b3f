/** A moving picture with the wall clock drawn into it as black and white cells, which survive any encoder and any rung. */

export const PICTURE = { width: 640, height: 360, frameRate: 30 }
/** 24 bits of the milliseconds and 8 to check them by, from left to right, the highest bit first. */
const CELLS = 32
const CELL_WIDTH = PICTURE.width / CELLS
const STRIP_HEIGHT = 48
const LUMA = PICTURE.width * PICTURE.height
const [BLACK, WHITE, GREY] = [16, 235, 128]
/** Pixels that the texture moves by in each frame. */
const STEP = 3

/** Frames of planar 4:2:0, each its own buffer, for they are written later. */
export function createClockPicture(): (nowMs: number, frame: number) => Buffer {
  const texture = Buffer.alloc(LUMA + PICTURE.width * STEP)
  for (let at = 0; at < texture.length; at++) {
    const [x, y] = [at % PICTURE.width, Math.floor(at / PICTURE.width)]
    texture[at] = 126 + 60 * Math.sin(x / 17) * Math.cos(y / 23) + ((at * 2654435761) % 37)
  }
  return (nowMs, frame) => {
    const picture = Buffer.alloc(LUMA * 1.5, GREY)
    texture.copy(picture, 0, (frame * STEP) % PICTURE.width)
    const row = clockRow(nowMs)
    for (let y = 0; y < STRIP_HEIGHT; y++) row.copy(picture, y * PICTURE.width)
    return picture
  }
}

function clockRow(nowMs: number): Buffer {
  const time = nowMs % 2 ** 24
  const check = (time ^ (time >> 8) ^ (time >> 16) ^ 0x5a) & 0xff
  const bits = (time.toString(2).padStart(24, '0') + check.toString(2).padStart(8, '0')).split('')
  return Buffer.concat(bits.map((bit) => Buffer.alloc(CELL_WIDTH, bit === '1' ? WHITE : BLACK)))
}
