/** What a broadcast's media asks of the disk: everything that is not in memory, or not any more. */

/** As the URLs say it: the latest picture, the list of the storyboard, one of its sheets. */
export type PictureName = 'poster.jpg' | 'storyboard.vtt' | `storyboard-${number}.jpg`

/** Null where there is none. A read that fails for another reason rejects. */
export type PastReader = {
  readSegment(epoch: number, rung: string, number: number, hash: string): Promise<Buffer | null>
  readInit(epoch: number, rung: string, hash: string): Promise<Buffer | null>
  readPicture(name: PictureName): Promise<Buffer | null>
}
