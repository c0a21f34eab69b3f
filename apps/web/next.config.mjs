/** How Next builds the web app. Nothing of the environment is read here: settings are read when the server runs. */

import { relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

// the loader's lib/ imports Node's modules, and reaches a native file on the server side; its dist/ is whole, but its
// package.json does not export it, so that only a path leads there
const loaderBundle = fileURLToPath(
  new URL('../dist/p2p-media-loader-core.es.min.js', import.meta.resolve('p2p-media-loader-core')),
)

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run check` checks types; a newcomer's first start need not wait for it
  typescript: { ignoreBuildErrors: true },
  transpilePackages: ['@shoal/db', '@shoal/player', '@shoal/protocol'],
  serverExternalPackages: ['pg', '@prisma/client', '@prisma/adapter-pg', 'better-auth', 'pino', 'prom-client'],
  turbopack: {
    root: resolve(import.meta.dirname, '../..'),
    resolveAlias: { 'p2p-media-loader-core': `./${relative(import.meta.dirname, loaderBundle)}` },
  },
  rewrites: async () => [{ source: '/@:slug', destination: '/channel/:slug' }],
}

export default config
