import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findOnPath } from '../processes/find-on-path.ts'
import { type FfmpegSources, type FfmpegVerdict, findFfmpeg, judgeFfmpeg, requireFfmpeg } from './find-ffmpeg.ts'
import type { Installer } from './installer.ts'

const usable = (path: string): FfmpegVerdict => ({ kind: 'usable', path, version: '7.1' })
const lacking = (path: string): FfmpegVerdict => ({ kind: 'lacking', path, parts: ['libx264'] })

/** A machine without ffmpeg and without a package manager, changed by each test. */
const bare: FfmpegSources = {
  configured: undefined,
  onPath: async () => undefined,
  packaged: () => undefined,
  judge: async (path) => usable(path),
  installer: async () => undefined,
}

describe('finding ffmpeg', () => {
  it('takes the one of SHOAL_FFMPEG before any other', async () => {
    const sources = { ...bare, configured: '/opt/ffmpeg', onPath: async () => '/usr/bin/ffmpeg' }
    expect(await requireFfmpeg(sources, () => undefined)).toBe('/opt/ffmpeg')
  })

  it('passes over one on the PATH that lacks an encoder', async () => {
    const sources: FfmpegSources = {
      ...bare,
      onPath: async () => '/usr/bin/ffmpeg',
      packaged: () => '/modules/ffmpeg',
      judge: async (path) => (path === '/usr/bin/ffmpeg' ? lacking(path) : usable(path)),
    }
    expect(await findFfmpeg(sources)).toEqual(usable('/modules/ffmpeg'))
  })

  it('installs it when there is none, and says so', async () => {
    const notes: string[] = []
    let path: string | undefined
    const installer: Installer = {
      name: 'apt-get',
      install: async (packages, note) => {
        note(`apt-get install: ${packages}`)
        path = '/usr/bin/ffmpeg'
        return undefined
      },
    }
    const sources = { ...bare, onPath: async () => path, installer: async () => installer }
    expect(await requireFfmpeg(sources, (text) => notes.push(text))).toBe('/usr/bin/ffmpeg')
    expect(notes).toEqual([
      'ffmpeg is missing: installing it with apt-get',
      'apt-get install: ffmpeg',
      'ffmpeg 7.1 (/usr/bin/ffmpeg, installed with apt-get)',
    ])
  })

  it.each<[string, Partial<FfmpegSources>, RegExp]>([
    ['there is none to be had', {}, /^ffmpeg is missing and cannot be installed from here: install .* SHOAL_FFMPEG/],
    [
      'SHOAL_FFMPEG names something else',
      { configured: '/bin/true', judge: async (path) => ({ kind: 'not-runnable', path }) },
      /^SHOAL_FFMPEG is \/bin\/true, which does not run as ffmpeg/,
    ],
    [
      'the only one lacks an encoder',
      { onPath: async () => '/usr/bin/ffmpeg', judge: async (path) => lacking(path) },
      /^The ffmpeg at \/usr\/bin\/ffmpeg lacks libx264/,
    ],
    [
      'the package manager fails',
      { installer: async () => ({ name: 'apt-get', install: async () => 'E: Unable to locate package ffmpeg' }) },
      /apt-get could not install it \(E: Unable to locate package ffmpeg\): install .* SHOAL_FFMPEG/,
    ],
  ])('says one sentence when %s', async (_case, parts, sentence) => {
    await expect(requireFfmpeg({ ...bare, ...parts }, () => undefined)).rejects.toThrow(sentence)
  })
})

describe('judging an ffmpeg', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoal-ffmpeg-'))
    const script =
      '#!/bin/sh\ncase "$2" in -encoders) echo " A....D aac  AAC";; -version) echo "ffmpeg version 9";; esac\n'
    await writeFile(join(folder, 'ffmpeg'), script)
    await writeFile(join(folder, 'not-executable'), script)
    await chmod(join(folder, 'ffmpeg'), 0o755)
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('names each part that is lacking', async () => {
    const path = join(folder, 'ffmpeg')
    expect(await judgeFfmpeg(path)).toEqual({ kind: 'lacking', path, parts: ['libx264', 'mjpeg', 'mp4', 'mpjpeg'] })
  })

  it('tells a file that does not run', async () => {
    expect(await judgeFfmpeg(join(folder, 'not-executable'))).toMatchObject({ kind: 'not-runnable' })
    expect(await judgeFfmpeg(join(folder, 'nowhere'))).toMatchObject({ kind: 'not-runnable' })
  })

  it('finds commands in the order of the PATH, executable ones only', async () => {
    expect(await findOnPath('ffmpeg', `/nowhere:${folder}`)).toBe(join(folder, 'ffmpeg'))
    expect(await findOnPath('not-executable', folder)).toBeUndefined()
    expect(await findOnPath('ffmpeg', '')).toBeUndefined()
  })
})
