/** Light or dark, where somebody chose; kept in a cookie, so that the first paint has it already. */

import { cookies } from 'next/headers'
import { isTheme, THEME_COOKIE, type Theme } from './themes.ts'

export async function requestTheme(): Promise<Theme> {
  const chosen = (await cookies()).get(THEME_COOKIE)?.value
  return isTheme(chosen) ? chosen : 'system'
}
