import { expect, it } from 'vitest'
import { AUTH_DESCRIPTIONS } from './auth-descriptions.ts'
import { OPEN_AUTH_ROUTES } from './auth-route.ts'

it('describes each open route of better-auth, and no other', () => {
  const described = AUTH_DESCRIPTIONS.map(({ method, path }) => `${method} ${path.replace(/^\/api\/auth/, '')}`)
  expect(described.sort()).toEqual(Object.keys(OPEN_AUTH_ROUTES).sort())
})

it('says of each that is guessed at that there is a limit, and only of those', () => {
  for (const { method, path, problems } of AUTH_DESCRIPTIONS) {
    const guessed = OPEN_AUTH_ROUTES[`${method} ${path.replace(/^\/api\/auth/, '')}`]
    expect([path, problems[429]?.includes('too-many-requests') ?? false]).toEqual([path, guessed !== 'nothing'])
  }
})
