import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser'
import { createTranslator } from 'use-intl/core'
import { describe, expect, it } from 'vitest'
import { LOCALES } from './locale-names.ts'

const folder = join(import.meta.dirname, '../../messages')
const namespaces = readdirSync(join(folder, 'en'))

const EXAMPLES = { text: 'x', number: 3, date: new Date(0), tag: (chunks: string) => chunks }

type Words = Map<string, string>

function wordsOf(locale: string, file: string): Words {
  return new Map(flatten(JSON.parse(readFileSync(join(folder, locale, file), 'utf8')), ''))
}

function flatten(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return [[path, value]]
  if (typeof value !== 'object' || value === null) throw new Error(`${path} is no message`)
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, path ? `${path}.${key}` : key))
}

type Given = Map<string, 'text' | 'number' | 'date' | 'tag'>

/** What a message is given: values, and tags around some of its words. */
function given(message: string): Given {
  const found: Given = new Map()
  const visit = (elements: MessageFormatElement[]) => {
    for (const element of elements) {
      if (element.type === TYPE.argument || element.type === TYPE.select) found.set(element.value, 'text')
      if (element.type === TYPE.number || element.type === TYPE.plural) found.set(element.value, 'number')
      if (element.type === TYPE.date || element.type === TYPE.time) found.set(element.value, 'date')
      if (element.type === TYPE.tag) found.set(element.value, 'tag')
      if ('options' in element) for (const { value } of Object.values(element.options)) visit(value)
      if (element.type === TYPE.tag) visit(element.children)
    }
  }
  visit(parse(message))
  return found
}

describe.each(LOCALES.filter((locale) => locale !== 'en'))('the catalogue in %s', (locale) => {
  it.each(namespaces)('%s has the messages of the English one, each with the same things to fill in', (file) => {
    const english = wordsOf('en', file)
    const translated = wordsOf(locale, file)
    expect([...translated.keys()].toSorted()).toEqual([...english.keys()].toSorted())
    for (const [key, message] of english) {
      expect([key, given(translated.get(key) ?? '')]).toEqual([key, given(message)])
    }
  })
})

it.each(LOCALES)('every message in %s can be read by the formatter', (locale) => {
  const problems: string[] = []
  for (const file of namespaces) {
    for (const [key, message] of wordsOf(locale, file)) {
      const values = Object.fromEntries([...given(message)].map(([name, kind]) => [name, EXAMPLES[kind]]))
      const words = createTranslator({
        locale,
        messages: { one: message },
        onError: ({ message: problem }) => problems.push(`${file} ${key}: ${problem}`),
      })
      words.markup('one', values)
    }
  }
  expect(problems).toEqual([])
})
