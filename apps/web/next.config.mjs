/** How Next builds the web app. Nothing of the environment is read here: settings are read when the server runs. */

import { resolve } from 'node:path'

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // titles, and what keeps search engines out, stand in the head from the first byte on, whoever asks
  htmlLimitedBots: /.*/,
  // `npm run check` checks types; a newcomer's first start need not wait for it
  typescript: { ignoreBuildErrors: true },
  transpilePackages: ['@shoal/db', '@shoal/player', '@shoal/protocol'],
  serverExternalPackages: ['pg', '@prisma/client', '@prisma/adapter-pg', 'better-auth', 'pino', 'prom-client'],
  turbopack: {
    root: resolve(import.meta.dirname, '../..'),
  },
  rewrites: async () => [
    { source: '/@:slug/feed.xml', destination: '/channel/:slug/feed.xml' },
    { source: '/@:slug', destination: '/channel/:slug' },
  ],
}

export default config
