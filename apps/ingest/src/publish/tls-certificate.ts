/** The certificate of RTMPS: read from its files, checked before it is used, and read again when they are renewed. */

import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFileSync, unwatchFile, watchFile } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { ConfigError } from '@shoal/protocol/environment'
import type { Logger } from 'pino'

/** Paths of PEM files; the certificate's may hold its chain too. */
export type CertificateFiles = { certFile: string; keyFile: string }
export type Certificate = { cert: Buffer; key: Buffer; expiresAtMs: number }

const LOOK_EVERY_MS = 5000

/** @throws ConfigError whose message names the setting and what is wrong with its file. */
export function readCertificate({ certFile, keyFile }: CertificateFiles): Certificate {
  const cert = read('SHOAL_TLS_CERT', certFile)
  const key = read('SHOAL_TLS_KEY', keyFile)
  const x509 = parse('SHOAL_TLS_CERT', certFile, 'a certificate in PEM', () => new X509Certificate(cert))
  const privateKey: KeyObject = parse('SHOAL_TLS_KEY', keyFile, 'a private key in PEM, without a password', () => {
    return createPrivateKey(key)
  })
  if (!x509.checkPrivateKey(privateKey)) {
    throw new ConfigError('SHOAL_TLS_KEY is not the key of the certificate in SHOAL_TLS_CERT')
  }
  parse('SHOAL_TLS_CERT', certFile, 'a certificate that TLS can use', () => createSecureContext({ cert, key }))
  return { cert, key, expiresAtMs: Date.parse(x509.validTo) }
}

/** Calls back with each new certificate. One that can't be used is logged, and the old one stays. */
export function watchCertificate(
  files: CertificateFiles,
  {
    onChange,
    log,
    everyMs = LOOK_EVERY_MS,
  }: { onChange(certificate: Certificate): void; log: Logger; everyMs?: number },
): Disposable {
  const look = () => {
    try {
      onChange(readCertificate(files))
      log.info('the certificate has been read again')
    } catch (error) {
      log.warn({ err: error }, 'the new certificate cannot be used: the old one stays')
    }
  }
  // Polled, because renewals replace the files, or the links to them.
  for (const file of Object.values(files)) watchFile(file, { interval: everyMs, persistent: false }, look)
  return {
    [Symbol.dispose]() {
      for (const file of Object.values(files)) unwatchFile(file, look)
    },
  }
}

function read(setting: string, path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new ConfigError(`${setting} names ${path}, which cannot be read`, { cause })
  }
}

function parse<Parsed>(setting: string, path: string, wanted: string, attempt: () => Parsed): Parsed {
  try {
    return attempt()
  } catch (cause) {
    throw new ConfigError(`${setting} names ${path}, which does not hold ${wanted}`, { cause })
  }
}
