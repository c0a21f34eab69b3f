/** An element of the shadow tree that a page may style by its name. */
export function part<K extends keyof HTMLElementTagNameMap>(tag: K, name: string): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  element.part.add(name)
  return element
}
