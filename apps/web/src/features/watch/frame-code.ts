/** The code that puts our player into a frame of another page. */

/** As wide as there is room, up to its attributes' size, which holds where a page lets no style through. The title is text in an attribute: what would end it is written as HTML wants it. */
export function frameCode({ title, url }: { title: string; url: string }): string {
  const text = title.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
  return `<iframe src="${url}" title="${text}" width="640" height="360" style="border:0;width:100%;max-width:640px;height:auto;aspect-ratio:16/9" allow="autoplay; fullscreen; picture-in-picture" allowfullscreen></iframe>`
}
