/** `npm run test-picture`: short for `npm run shoal -- test-picture`. */

process.argv.splice(2, 0, 'test-picture')
await import('./shoal.ts')
