/** What an overlay's address says: `?size=36&seconds=20&names=0&lines=8&key=…`. Nonsense counts as not said. */

import { z } from 'zod'

export const overlayOptionsSchema = z.object({
  /** Pixels. */
  size: z.coerce.number().int().min(10).max(200).catch(32),
  /** How long a message stays; 0 for as long as there is room. */
  seconds: z.coerce.number().int().min(0).max(3600).catch(0),
  names: z
    .string()
    .catch('1')
    .transform((value) => value !== '0'),
  lines: z.coerce.number().int().min(1).max(50).catch(10),
  /** Of the studio; needed where the chat is not for everybody. */
  key: z.string().max(100).catch(''),
})
export type OverlayOptions = z.infer<typeof overlayOptionsSchema>
