/** `POST /embed/elsewhere`: where a player on another site's page finds the swarm of another server's playlist. */

import { findElsewhere } from '@shoal/db/elsewhere'
import { askedElsewhereSchema } from '../../../features/elsewhere/elsewhere-schemas.ts'
import { guarded, preflight } from '../../../features/embed/foreign.ts'
import { parseJson, readBody, refuse } from '../../../server/api.ts'
import { networkIn } from '../../../server/client-network.ts'
import { database } from '../../../server/database.ts'
import { overLimit, refuseTooMany } from '../../../server/rate-limit.ts'

/** As for tickets: one each viewer, many behind one address. */
const ASKED = { most: 1200, seconds: 60 }
const MAX_BODY_BYTES = 4096

export const OPTIONS = preflight

export const POST = (request: Request) =>
  guarded(request, async () => {
    const wait = await overLimit('elsewhere', networkIn(request.headers), ASKED)
    if (wait !== null) return refuseTooMany(wait)
    const text = await readBody(request, MAX_BODY_BYTES)
    if (text === null) return refuse(413, 'body-too-large')
    const asked = askedElsewhereSchema.safeParse(parseJson(text))
    if (!asked.success) return refuse(400, 'bad-request')
    const found = await findElsewhere(database(), { playlist: asked.data.src })
    if (!found) return refuse(404, 'not-listed')
    return Response.json({ target: `@${found.slug}` }, { headers: { 'Cache-Control': 'no-store' } })
  })
