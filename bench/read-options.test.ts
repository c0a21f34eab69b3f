import { expect, it } from 'vitest'
import { z } from 'zod'
import { numberOption, tryOptions } from './read-options.ts'

const schema = z.object({
  viewers: numberOption.pipe(z.int().min(1).max(500)).default(40),
  table: z.boolean().default(false),
})

it('takes numbers and flags, and what is left out as it is set', () => {
  expect(tryOptions([], schema)).toEqual({ values: { viewers: 40, table: false } })
  expect(tryOptions(['--viewers', '12', '--table'], schema)).toEqual({ values: { viewers: 12, table: true } })
})

it.each([
  [['--viewers', 'many'], /^--viewers: It has to be a number$/],
  [['--viewers', ''], /^--viewers: It has to be a number$/],
  [['--viewers', '12x'], /^--viewers: .*number/],
  [['--viewers', '2.5'], /^--viewers: .*int/],
  [['--viewers', '0'], /^--viewers: Too small: expected number to be >=1$/],
  [['--viewers=-3'], /^--viewers: Too small/],
  [['--viewers'], /argument missing/],
  [['--nobody'], /^Unknown option '--nobody'/],
  [['12'], /^Unexpected argument '12'/],
])('says what is wrong with %j', (args, problem) => {
  expect(tryOptions(args, schema)).toEqual({ problem: expect.stringMatching(problem) })
})
