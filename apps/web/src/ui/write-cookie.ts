/** What this browser tells the server with each page, so that the first paint is right: of looks, never of anyone. */

const YEAR_SECONDS = 31_536_000

export function writeCookie(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store needs HTTPS, and this says nothing of anyone
  document.cookie = `${name}=${value}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax`
}
