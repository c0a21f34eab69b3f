/** `/robots.txt`: what is listed may be found; what is somebody's own may not. */

import type { MetadataRoute } from 'next'

export default function robots(): MetadataRoute.Robots {
  return { rules: { userAgent: '*', disallow: ['/studio', '/dashboard', '/settings', '/account', '/setup', '/api/'] } }
}
