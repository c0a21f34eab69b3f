import { expect, it } from 'vitest'
import { toCsv } from './export-table.ts'

it('writes what a spreadsheet reads (RFC 4180), with a column for each name in any row', () => {
  expect(
    toCsv([
      { name: 'a "b", c', bytes: 1.5 },
      { name: 'two\nlines', extra: null },
    ]),
  ).toBe('name,bytes,extra\r\n"a ""b"", c",1.5,\r\n"two\nlines",,\r\n')
})

it('writes no formula, whatever a broadcast is called', () => {
  expect(toCsv([{ name: '=HYPERLINK("http://x")', bytes: -5 }])).toBe(
    'name,bytes\r\n"\'=HYPERLINK(""http://x"")",-5\r\n',
  )
  expect(toCsv([{ name: '＝1+1' }, { name: '\n=1+1' }])).toBe('name\r\n\'＝1+1\r\n"\'\n=1+1"\r\n')
})
