import { expect, it } from 'vitest'
import { frameCode } from './frame-code.ts'

it('lets no title out of its attribute', () => {
  const code = frameCode({ title: '"><script>alert(1)</script>&', url: 'https://live.example/embed/@a' })
  expect(code).not.toContain('<script')
  expect(code).toContain('title="&quot;>&lt;script>alert(1)&lt;/script>&amp;"')
})
