/** SHA-256 alone: fetched by its own name, the whole file of its kind would come. */

export { sha256 as ownSha256 } from '@noble/hashes/sha2.js'
