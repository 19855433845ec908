const carried = [
  'fill',
  'stroke',
  'stroke-width',
  'fill-opacity',
  'stroke-dasharray',
  'opacity',
  'color',
  'font-family',
  'font-size',
]

/** A chart as a file that stands by itself: what the page's style sheet says of it is written into it. */
export function pictureOf(drawn: SVGSVGElement): string {
  const copy = drawn.cloneNode(true) as SVGSVGElement
  const originals = drawn.querySelectorAll('*')
  for (const [at, element] of copy.querySelectorAll('*').entries()) {
    const original = originals[at]
    if (!original) continue
    const look = getComputedStyle(original)
    for (const name of carried) element.setAttribute(name, look.getPropertyValue(name))
    element.removeAttribute('class')
  }
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  return new XMLSerializer().serializeToString(copy)
}
